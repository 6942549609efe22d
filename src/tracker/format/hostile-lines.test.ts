import { expect, test } from "vitest";
import { parseLineages } from "../hints/parse-lineages.ts";
import { formerNames, parseIssueNames, presentName } from "../names/issue-names.ts";
import { createSupportFacts } from "../support/support-facts.ts";
import { trackerOf } from "../testing.ts";
import { productOf } from "../triage/record-text.ts";
import { parseEmbeddedCopies } from "./parse-embedded-copies.ts";
import { parseList } from "./parse-list.ts";
import { parseNoteLine } from "./parse-note.ts";

/** Lines that somebody made to be slow: whoever can commit to the lists could stop the tracker with one of them. */

const SPACES = " ".repeat(1_000_000);
const COUNT = 20_000;
const chain = (at: number): string => `CVE-2026-${100_000 + at} CVE-2026-${100_001 + at} 2026-01-01\n`;
const rising = Array.from({ length: COUNT }, (_, at) => chain(at));

const names = Array.from({ length: 200_000 }, (_, at) => `a${at}`);

test.each([
  ["a run of spaces between flags", () => parseNoteLine(`- curl 1-1 (low${SPACES}x)`, 1)],
  ["a run of spaces in an embedder's brackets", () => embedded(`---BEGIN\ncurl\n\t- a (x${SPACES}y)\n`)],
  ["a chain of names, each known before its next", () => parseIssueNames(Buffer.from(rising.join("")), "issue-names")],
  ["names of a lineage that end in none", () => parseLineages(Buffer.from(`a: ${"a".repeat(100_000)}!`), "l")],
  ["a lineage of many names", () => parseLineages(Buffer.from(`a: ${names.join(" ")}`), "l")],
  ["a run of spaces in a product", () => productOf(`CVE-2026-1000\n\tNOT-FOR-US: x${SPACES}y`)],
  ["a pattern of many wildcards", () => limitedFor(`${"a.*".repeat(50)}b`, "a".repeat(1000))],
  ["a chain of names from its end", () => parseIssueNames(Buffer.from(rising.toReversed().join("")), "issue-names")],
])("%s costs no more than its length", (_what, read) => {
  const started = process.cpuUsage();
  read();
  // Some tenths of a second; looking at each place again from each place would take minutes.
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(5_000);
});

test("a long chain of names leads to its end, and back", () => {
  const { value, problems } = parseIssueNames(Buffer.from(rising.toReversed().join("")), "issue-names");
  expect(problems).toEqual([]);
  expect(presentName(value, "CVE-2026-100000")).toBe(`CVE-2026-${100_000 + COUNT}`);
  expect(formerNames(value, `CVE-2026-${100_000 + COUNT}`)).toHaveLength(COUNT);
});

test("of two layers that lead a name on, the upper one decides", () => {
  const read = (text: string) => parseIssueNames(Buffer.from(text), "issue-names").value;
  const lower = read("TEMP-1000000-AAAAAA CVE-2026-1000 2026-01-01\n");
  const upper = read("TEMP-1000000-AAAAAA CVE-2026-2000 2026-01-01\n");
  expect(presentName([...lower, ...upper], "TEMP-1000000-AAAAAA")).toBe("CVE-2026-2000");
});

test("flags are told apart by a semicolon and white space", () => {
  const read = parseNoteLine("- curl 1-1 (low  ;  bug #1 ; bug #2)", 1);
  expect(read).toMatchObject({ note: { urgency: "low", bugs: [1, 2] } });
  expect(parseNoteLine("- curl 1-1 (low;bug #1)", 1)).toMatchObject({
    fault: { code: "tracker-flag" },
  });
});

test("a word of a megabyte is cut in what is said about it, and its end is told", () => {
  const text = `CVE-2026-1000 (x)\n\t- curl 1 (${"a".repeat(1_000_000)})\n`;
  const { problems } = parseList(Buffer.from(text), { path: "CVE/list", kind: "issues" });
  expect(problems.map(({ message }) => message.length)).toEqual([503]);
});

test.each([
  ["php-horde.*", "php-horde-ingo", true],
  ["php-horde.*", "php-hord", false],
  [".*", "x", false],
  ["a.*b.*a", "aba", true],
  ["a.*b.*a", "aa", false],
  ["a.*a", "a", false],
  ["lib.*.*-dev", "lib-dev", true],
  ["g++.*", "g++-12", true],
])("of a list of limited support %s fits %s: %s", (pattern, name, fits) => {
  expect(limitedFor(pattern, name) !== undefined).toBe(fits);
});

function limitedFor(pattern: string, name: string) {
  const tracker = trackerOf({ "security-support-limited": `${pattern} why\n` });
  return createSupportFacts(tracker, [], new Date("2026-01-01")).limitedFor(name, "bookworm");
}

function embedded(text: string) {
  return parseEmbeddedCopies(Buffer.from(text), "embedded-code-copies");
}

test("a line of a million names in braces is one record", () => {
  const list = `CVE-2026-1000\n\t{${"DSA-1-1 ".repeat(1_000_000)}}\n`;
  const { records } = parseList(Buffer.from(list), { path: "CVE/list", kind: "issues" }).value;
  expect(records.map(({ references }) => references.length)).toEqual([1_000_000]);
});
