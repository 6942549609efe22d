import fc from "fast-check";
import { expect, test } from "vitest";
import { eachSource } from "./each-source.ts";

type Source = readonly [name: string, version: string];

function sourcesOf(text: string): Source[] {
  const found: Source[] = [];
  eachSource(text, (name, version) =>
    found.push([text.slice(name.start, name.end), text.slice(version.start, version.end)]),
  );
  return found;
}

/** The same, line by line. */
function plainly(text: string): Source[] {
  const found: Source[] = [];
  let fields = new Map<string, string>();
  for (const line of [...text.split("\n"), ""]) {
    if (line === "") {
      const [name = "", version = ""] = [fields.get("Package"), fields.get("Version")];
      const extra = fields.get("Extra-Source-Only")?.startsWith("yes") ?? false;
      if ((name !== "" || version !== "") && !extra) found.push([name, version]);
      fields = new Map();
      continue;
    }
    const [, field = "", value = ""] = /^([A-Za-z-]+): (.*)$/.exec(line) ?? [];
    if (!fields.has(field)) fields.set(field, value.trim());
  }
  return found;
}

test.each<[string, string, readonly Source[]]>([
  ["nothing", "", []],
  ["empty lines", "\n\n\n", []],
  [
    "two stanzas",
    "Package: curl\nVersion: 8-1\n\nPackage: wget\nVersion: 1-1\n",
    [
      ["curl", "8-1"],
      ["wget", "1-1"],
    ],
  ],
  ["fields in another order", "\nFormat: 1.0\nVersion: 8-1\nPackage: curl\n", [["curl", "8-1"]]],
  ["a version first of all", "Version: 8-1\nPackage: curl\n", [["curl", "8-1"]]],
  [
    "an old source",
    "Package: curl\nVersion: 7-1\nExtra-Source-Only: yes\n\nPackage: curl\nVersion: 8-1\n",
    [["curl", "8-1"]],
  ],
  [
    "a name alone",
    "Package: curl\n\nPackage: wget\nVersion: 1-1\n",
    [
      ["curl", ""],
      ["wget", "1-1"],
    ],
  ],
  [
    "a version alone",
    "Version: 1\n\nPackage: wget\nVersion: 1-1\n",
    [
      ["", "1"],
      ["wget", "1-1"],
    ],
  ],
  ["neither", "Format: 1.0\n\nPackage: wget\nVersion: 1-1\n", [["wget", "1-1"]]],
  ["continued lines", "Package: curl\nDescription: x\n Version: 2\nVersion: 1-1", [["curl", "1-1"]]],
])("%s", (_what, text, sources) => {
  expect(sourcesOf(text)).toEqual(sources);
  expect(plainly(text)).toEqual(sources);
});

test("any lines in any order give what the plain reading gives", () => {
  const line = fc.constantFrom(
    ...["Package: curl", "Package: wget", "Version: 1-1", "Version: ", "Extra-Source-Only: yes", "Format: 1.0"],
    ...[" Package: no", "", "", "Package:x"],
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const text = `${lines.join("\n")}\n`;
      expect(sourcesOf(text)).toEqual(plainly(text));
    }),
    { numRuns: 2000 },
  );
});

test("a file of stanzas without any of the fields takes no longer than its size allows", () => {
  const text = "A: b\n\n".repeat(300_000);
  const begun = process.cpuUsage();
  expect(sourcesOf(text)).toEqual([]);
  expect(process.cpuUsage(begun).user / 1000).toBeLessThan(2000);
});
