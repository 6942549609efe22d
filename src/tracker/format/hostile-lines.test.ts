import { expect, test } from "vitest";
import { formerNames, parseIssueNames, presentName } from "../names/issue-names.ts";
import { parseEmbeddedCopies } from "./parse-embedded-copies.ts";
import { createIntern, parseNoteLine } from "./parse-note.ts";

/** Lines that somebody made to be slow: whoever can commit to the lists could stop the tracker with one of them. */

const SPACES = " ".repeat(1_000_000);
const COUNT = 20_000;
const chain = (at: number): string => `CVE-2026-${100_000 + at} CVE-2026-${100_001 + at} 2026-01-01\n`;
const rising = Array.from({ length: COUNT }, (_, at) => chain(at));

test.each([
  ["a run of spaces between flags", () => parseNoteLine(`- curl 1-1 (low${SPACES}x)`, 1, createIntern())],
  ["a run of spaces in an embedder's brackets", () => embedded(`---BEGIN\ncurl\n\t- a (x${SPACES}y)\n`)],
  ["a chain of names, each known before its next", () => parseIssueNames(Buffer.from(rising.join("")), "issue-names")],
  ["a chain of names from its end", () => parseIssueNames(Buffer.from(rising.toReversed().join("")), "issue-names")],
])("%s costs no more than its length", (_what, read) => {
  const started = performance.now();
  read();
  // Some tenths of a second; looking at each place again from each place would take minutes.
  expect(performance.now() - started).toBeLessThan(5_000);
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
  const read = parseNoteLine("- curl 1-1 (low  ;  bug #1 ; bug #2)", 1, createIntern());
  expect(read).toMatchObject({ note: { urgency: "low", bugs: [1, 2] } });
  expect(parseNoteLine("- curl 1-1 (low;bug #1)", 1, createIntern())).toMatchObject({
    fault: { code: "tracker-flag" },
  });
});

function embedded(text: string) {
  return parseEmbeddedCopies(Buffer.from(text), "embedded-code-copies");
}
