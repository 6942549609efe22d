import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closedBugs, issuesIn, parseChangelog } from "./parse-changelog.ts";

const CHANGELOG = `libmodbus (3.1.6-2.1+deb12u1) bookworm-security; urgency=high

  * Non-maintainer upload by the LTS Team.
  * Fix CVE-2024-10918 and cve-2022-0367.
    (Closes: #1012345, #1012346)
  * CVE-2024-10918: also in the tests.

 -- Jane Doe <jane@example.org>  Sat, 21 Nov 2026 14:02:00 +0000

libmodbus (3.1.6-2) unstable experimental; urgency=medium, binary-only=yes

  * First upload, closes: bug#999

 -- SZ Lin (林上智) <szlin@debian.org>  Mon, 05 Aug 2019 17:21:16 +0800
`;

test("gives the entries, newest first", () => {
  const { value, problems } = parseChangelog(CHANGELOG, "changelog");
  expect(problems).toEqual([]);
  expect(value).toMatchObject([
    {
      source: "libmodbus",
      version: "3.1.6-2.1+deb12u1",
      distributions: ["bookworm-security"],
      urgency: "high",
      maintainer: "Jane Doe <jane@example.org>",
      date: new Date("2026-11-21T14:02:00Z"),
      issues: ["CVE-2024-10918", "CVE-2022-0367"],
      closes: [1012345, 1012346],
      place: { file: "changelog", line: 1, column: 1 },
    },
    {
      version: "3.1.6-2",
      distributions: ["unstable", "experimental"],
      urgency: "medium",
      date: new Date("2019-08-05T09:21:16Z"),
      closes: [999],
      place: { line: 10 },
    },
  ]);
  expect(value[0]?.changes.split("\n")).toHaveLength(4);
  expect(value[0]?.changes.startsWith("  * Non-maintainer")).toBe(true);
});

describe("faults", () => {
  test.each([
    ["a source's name that is none", "libmodbus (3.1.6-2.1", "Lib_modbus (3.1.6-2.1", "changelog-source", 1],
    ["a version that is none", "(3.1.6-2.1+deb12u1)", "(3/1)", "changelog-version", 1],
    ["a line that belongs nowhere", "    (Closes", "(Closes", "changelog-line", 5],
    ["no trailer", / -- Jane.*\n/, "", "changelog-no-trailer", 1],
  ])("%s sets its entry aside and no other", (_name, from, to, code, line) => {
    const { value, problems } = parseChangelog(CHANGELOG.replace(from, to));
    expect(problems[0]).toMatchObject({ code, severity: "error", place: { line } });
    expect(value.map((entry) => entry.version)).toEqual(["3.1.6-2"]);
  });

  test("a trailer whose date cannot be read leaves the entry in service", () => {
    const { value, problems } = parseChangelog(CHANGELOG.replace("21 Nov 2026", "21 November"));
    expect(problems).toMatchObject([{ code: "changelog-trailer", severity: "warning", place: { line: 8 } }]);
    expect(value[0]).toMatchObject({ version: "3.1.6-2.1+deb12u1", date: undefined });
  });

  test("an editor's settings end the reading", () => {
    const { value, problems } = parseChangelog(`${CHANGELOG}\nLocal variables:\nmode: debian-changelog\nEnd:\n`);
    expect(value).toHaveLength(2);
    expect(problems).toMatchObject([{ code: "changelog-older-form", severity: "warning", place: { line: 16 } }]);
  });

  test("never throws", () => {
    const damaged = fc.tuple(fc.nat(700), fc.nat(60), fc.string({ maxLength: 20 }));
    fc.assert(
      fc.property(damaged, ([at, length, put]) => {
        parseChangelog(CHANGELOG.slice(0, at) + put + CHANGELOG.slice(at + length));
      }),
    );
  });

  test("a trailer of a million spaces costs no time", () => {
    const started = process.cpuUsage();
    parseChangelog(`a1 (1) sid; urgency=low\n\n  * x\n\n -- A <a>  ${" ".repeat(1_000_000)}x\n`);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(1000);
  });
});

test.each([
  ["Closes: #1", [1]],
  ["closes: 1, #2, bug#3", [1, 2, 3]],
  ["Closes: #1 and (Closes: #2)", [1, 2]],
  ["LP: #1", []],
  ["see #1", []],
])("bugs closed by %j", (text, bugs) => expect(closedBugs(text)).toEqual(bugs));

test.each([
  ["CVE-2024-10918, CVE-2024-10918", ["CVE-2024-10918"]],
  ["cve-2022-0367.patch", ["CVE-2022-0367"]],
  ["CVE-2022-123", []],
  ["XCVE-2022-1234", []],
])("issues in %j", (text, issues) => expect(issuesIn(text)).toEqual(issues));
