import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseConfig } from "./parse-config.ts";
import { parseEmbeddedCopies } from "./parse-embedded-copies.ts";
import { parseNeeded } from "./parse-needed.ts";
import { parseRemovedPackages } from "./parse-removed-packages.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");

describe("config.json", () => {
  test("gives releases in their order, with alias and base, and the lists", () => {
    const { value, problems } = parseConfig(
      bytes(`{
        "distributions": {"bullseye": {}, "bookworm": {"release": "stable", "architectures": ["amd64"]}, "acme": {"base": "bookworm"}},
        "sources": [{"name": "CVE", "path": "/CVE/list", "class": "CVEFile"}, {"name": "DSA", "path": "/DSA/list", "class": "DSAFile"}],
        "rebuildSuffix": "+acme"
      }`),
      "config.json",
    );
    expect(problems).toEqual([]);
    expect(value.releases.map(({ codename, alias, base }) => [codename, alias, base])).toEqual([
      ["bullseye", undefined, undefined],
      ["bookworm", "stable", undefined],
      ["acme", undefined, "bookworm"],
    ]);
    expect(value.sources.map(({ path, kind }) => [path, kind])).toEqual([
      ["CVE/list", "issues"],
      ["DSA/list", "advisories"],
    ]);
    expect(value.rebuildSuffixes).toEqual(["+acme"]);
  });

  test.each([
    ["broken JSON", '{\n  "distributions": {,\n}', 2, 21],
    ["JSON cut short", '{"distributions": {', 1, 20],
    ["a list", "[]", 1, 1],
    ["a codename in capitals", '{"distributions":\n {"Sid": {}}}', 2, 3],
    ["an unknown class", '{\n"sources": [{"path": "/x", "class": "X"}]}', 2, 1],
    ["a path that leaves the directory", '{"sources": [{"path": "/../etc/passwd", "class": "CVEFile"}]}', 1, 2],
  ])("refuses %s with its place", (_name, text, line, column) => {
    const { problems } = parseConfig(bytes(text), "config.json");
    expect(problems).toMatchObject([{ code: "tracker-config", place: { file: "config.json", line, column } }]);
  });
});

test("removed-packages: names, comments, and what is neither", () => {
  const { value, problems } = parseRemovedPackages(bytes("# gone\n\nbind\ng++-4.1\n two words\n"), "removed-packages");
  expect([...value]).toEqual(["bind", "g++-4.1"]);
  expect(problems).toMatchObject([{ code: "tracker-package-name", place: { line: 5, column: 2 } }]);
});

test("a needed file: prose, then entries with their claims and remarks", () => {
  const text =
    "Any prose.\n  indented\n--\ncurl (anna)\n  NOTE: 20261101: wait\n--\nlinux/oldstable\n--\nnot an entry !\n";
  const { value, problems } = parseNeeded(bytes(text), "dsa-needed.txt");
  expect(value).toMatchObject([
    { package: "curl", release: undefined, claimedBy: "anna", remarks: ["NOTE: 20261101: wait"], line: 4 },
    { package: "linux", release: "oldstable", claimedBy: undefined, remarks: [], line: 7 },
  ]);
  expect(value.map(({ start, end }) => text.slice(start, end))).toEqual([
    "curl (anna)\n  NOTE: 20261101: wait\n",
    "linux/oldstable\n",
  ]);
  expect(problems).toMatchObject([{ code: "tracker-needed-entry", place: { line: 9, column: 1 } }]);
});

test("embedded-code-copies: who carries a copy of whose code", () => {
  const text =
    "prose\n---BEGIN\nzlib (compression)\n\t- rsync <unfixed> (modified-embed; bug #5)\n\t[etch] - dpkg 1.2-3 (static)\n\tNOTE: more\n\t- x <gone>\n";
  const { value, problems } = parseEmbeddedCopies(bytes(text), "embedded-code-copies");
  expect(value).toMatchObject([{ package: "zlib", comment: "compression", notes: ["more"] }]);
  expect(value[0]?.embedders).toMatchObject([
    { package: "rsync", status: "unfixed", isVersion: false, sort: "modified-embed", bugs: [5], line: 4 },
    { package: "dpkg", release: "etch", status: "1.2-3", isVersion: true, sort: "static", line: 5 },
  ]);
  expect(problems).toMatchObject([{ code: "tracker-embedded-entry", place: { line: 7, column: 2 } }]);
});

test("no small format crashes on any bytes", () => {
  const parsers = [parseConfig, parseRemovedPackages, parseNeeded, parseEmbeddedCopies];
  const line = fc.constantFrom(
    "--",
    "---BEGIN",
    "\t- a <unfixed> (",
    "{",
    '{"distributions": 1}',
    "x (y)",
    "\x00",
    "\t",
  );
  const input = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.array(line).map((lines) => bytes(lines.join("\n"))),
  );
  fc.assert(
    fc.property(fc.constantFrom(...parsers), input, (parse, content) => {
      for (const { place } of parse(content, "x").problems)
        expect(Math.min(place.line, place.column)).toBeGreaterThan(0);
    }),
  );
});
