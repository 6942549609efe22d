import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatProblem } from "../kernel/index.ts";
import { checkAndCount, checkTracker } from "./check/check-tracker.ts";
import { parseList } from "./format/parse-list.ts";
import { freshProblems } from "./land/index.ts";
import { newErrors } from "./land/new-errors.ts";
import { parseLayer } from "./layers/parse-layer.ts";
import { createListMemory } from "./live/list-memory.ts";
import { createLiveState } from "./live/live-state.ts";
import { createTracker } from "./model/tracker.ts";
import { addFormerName } from "./names/issue-names.ts";
import { countsIn, KEPT_OF_A_CODE, ProblemTally } from "./problem-tally.ts";
import { archiveOf, CONFIG, files, trackerOf } from "./testing.ts";

/** A file can have a million bad lines: the first ones keep their places, the others are counted. */

const MANY = 3 * KEPT_OF_A_CODE;
const times = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(n)).join("");
const BAD = times(MANY, (n) => `CVE-2026-${10_000 + n} (x)\n\tnonsense\n`);

test("a list keeps the first problems of each code, and says how many more there are", () => {
  const { problems, unkept, value } = parseList(Buffer.from(`${BAD}rubbish\n`), { path: "CVE/list", kind: "issues" });
  expect(problems).toHaveLength(KEPT_OF_A_CODE + 1);
  expect(problems[KEPT_OF_A_CODE - 1]?.place.line).toBe(2 * KEPT_OF_A_CODE);
  expect(problems.at(-1)?.code).toBe("tracker-header");
  expect([...unkept]).toEqual([["tracker-unknown-line", MANY - KEPT_OF_A_CODE]]);
  expect(value.setAside).toHaveLength(MANY + 1);
});

const SMALL: readonly (readonly [path: string, bad: string])[] = [
  ["packages/removed-packages", "no name\n"],
  ["embedded-code-copies", "---BEGIN\n\tnonsense\n"],
  ["dsa-needed.txt", "--\nno entry at all (\n"],
  ["issue-names", "x\n"],
  ["cve-requests", "x\n"],
  ["cve-pool", "x\n"],
  ["signals/kev", "x\n"],
  ["signals/closed-bugs", "x\n"],
  ["package-lineages", "x\n"],
  ["embedded-decisions", "x\n"],
];

test.each(SMALL)("%s: totals stay exact", (path, bad) => {
  const text = bad.startsWith("---BEGIN") ? `---BEGIN\n${"\tnonsense\n".repeat(MANY)}` : bad.repeat(MANY);
  const layer = parseLayer("one", files({ [path]: text }));
  expect(layer.problems.length).toBeLessThanOrEqual(KEPT_OF_A_CODE);
  const all = parseLayer("one", files({ [path]: text }), undefined, { most: Number.POSITIVE_INFINITY });
  expect(all.problems.length).toBeGreaterThanOrEqual(MANY);
  expect(countsIn(layer)).toEqual(countsIn(all));
});

test("what is found when records are seen together is bounded too", () => {
  const twice = times(MANY, (n) => `CVE-2026-${10_000 + n}\n\tNOT-FOR-US: x\n`);
  const unknown = times(MANY, (n) => `CVE-2025-${10_000 + n} (x)\n\t[bokworm] - curl 1\n`);
  const tracker = trackerOf({ "CVE/list": twice + unknown, "CVE/2026.list": twice });
  const { problems, unkept } = checkAndCount(tracker);
  expect(problems).toHaveLength(2 * KEPT_OF_A_CODE);
  const more = { layer: "layer0", depth: 0, count: MANY - KEPT_OF_A_CODE };
  expect(unkept).toEqual(
    expect.arrayContaining([
      { ...more, code: "tracker-duplicate" },
      { ...more, code: "tracker-unknown-release" },
    ]),
  );
});

test("more problems of one record than a call takes arguments are counted", () => {
  const remarks = times(150_000, () => "\t[sid] - curl <no-dsa> (x)\n");
  const { unkept } = checkAndCount(trackerOf({ "CVE/list": `CVE-2026-1000 (x)\n${remarks}` }));
  expect(unkept).toMatchObject([{ code: "tracker-two-remarks", count: 150_000 - 1 - KEPT_OF_A_CODE }]);
});

describe("data that are followed", () => {
  const record = fc
    .tuple(fc.integer({ min: 1000, max: 1009 }), fc.constantFrom("- curl 1", "nonsense", "- curl !", "NOTE: x", "\xe9"))
    .map(([n, line]) => `CVE-2026-${n} (x)\n\t${line}\n`);
  const list = fc.array(record, { maxLength: 30 }).map((records) => records.join(""));

  test("pieces keep together what the whole list keeps, whatever is mended or broken above them", () => {
    fc.assert(
      fc.property(fc.array(list, { minLength: 1, maxLength: 5 }), fc.integer({ min: 0, max: 4 }), (texts, most) => {
        const read = createListMemory({ least: 40, most: 200, oneOf: 2 });
        for (const text of texts) {
          const options = { path: "CVE/list", kind: "issues", most } as const;
          const bytes = Buffer.from(text, "latin1");
          const { value, problems, unkept } = read(bytes, options);
          const whole = parseList(bytes, options);
          expect(problems).toEqual(whole.problems);
          expect(unkept).toEqual(whole.unkept);
          const { pieces } = value as typeof value & {
            readonly pieces: readonly { readonly found: { readonly problems: readonly unknown[] } }[];
          };
          expect(pieces.reduce((sum, { found }) => sum + found.problems.length, 0)).toBe(problems.length);
        }
      }),
    );
  });

  test("hold a bounded number, and a mended line lets the next ones be seen", () => {
    const state = createLiveState();
    const named = (text: string) => [{ name: "one", files: files({ "config.json": CONFIG, "CVE/list": text }) }];
    const archive = archiveOf("curl sid 1");
    const [before] = state.next(named(BAD), archive).tracker.layers;
    expect(before?.problems).toHaveLength(KEPT_OF_A_CODE);
    const [after] = state.next(named(BAD.replace("nonsense", "NOTE: x")), archive).tracker.layers;
    expect(after?.problems).toHaveLength(KEPT_OF_A_CODE);
    expect(after?.problems.at(-1)?.place.line).toBe(2 * KEPT_OF_A_CODE + 2);
    expect([...(after?.unkept ?? [])]).toEqual([["tracker-unknown-line", MANY - 1 - KEPT_OF_A_CODE]]);
  });
});

test("an edit's own error is told behind any number of others", () => {
  const list = (text: string) => files({ "config.json": CONFIG, "CVE/list": text });
  expect(newErrors([], "one", list(BAD), list(`${BAD}CVE-2026-1000 (x)\n\tnonsense\n`)).map(formatProblem)).toEqual([
    expect.stringContaining(`CVE/list:${2 * MANY + 2}:2: error:`),
  ]);
  // One that is mended makes no other a new one.
  expect(newErrors([], "one", list(BAD), list(BAD.replace("nonsense", "NOTE: x")))).toEqual([]);
  expect(freshProblems({ files: new Map(), problems: [] }, { files: new Map(), problems: [] })).toEqual([]);
  const names = Buffer.from("x\n".repeat(MANY));
  const circle = { old: "TEMP-0000001-AAAAAA", now: "TEMP-0000001-AAAAAA", day: "2026-11-21" };
  expect(() => addFormerName(names, circle)).toThrow();
});

test("what is taken over from another tally counts, and takes room", () => {
  const problem = { code: "tracker-note", severity: "error", message: "x", place: { line: 1, column: 1 } } as const;
  const one = new ProblemTally(1);
  one.push(problem);
  one.push(problem);
  const both = new ProblemTally(2);
  both.add(one);
  both.push(problem);
  expect([both.problems.length, [...both.unkept]]).toEqual([1, [["tracker-note", 2]]]);
  expect(checkTracker(createTracker([]))).toEqual([]);
});

test("a list that a configuration names again and again is read once", () => {
  const source = { name: "cve", path: "/CVE/list", class: "CVEFile" };
  const config = JSON.stringify({ distributions: { sid: {} }, sources: Array.from({ length: MANY }, () => source) });
  const layer = parseLayer("one", files({ "config.json": config, "CVE/list": "CVE-2026-1000 (x)\n\t- curl 1\n" }));
  expect(layer.lists.map(({ path }) => path)).toEqual(["CVE/list"]);
  expect([...countsIn(layer)]).toEqual([["tracker-config", MANY - 1]]);
});
