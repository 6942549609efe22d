import fc from "fast-check";
import { expect, test } from "vitest";
import type { SourceVersions } from "../archive/source-versions.ts";
import { snapshotOf } from "../live/snapshot-of.ts";
import type { Tracker } from "../model/tracker.ts";
import { statusRow } from "../report/status-rows.ts";
import { archiveOf, trackerOf } from "../testing.ts";
import { allVerdicts } from "../verdict/all-verdicts.ts";
import { dpkgJudge } from "../verdict/dpkg-judge.ts";

/** What layers must do to every answer, whatever the lists say. */

const PACKAGES = ["curl", "wget"];
const RELEASES = ["", "[bookworm] ", "[trixie] "];
const ISSUES = ["CVE-2026-1000", "CVE-2026-1001"];

const says = fc.constantFrom(
  "1",
  "1+deb12u1",
  "2",
  "<unfixed>",
  "<undetermined>",
  "<not-affected> (x)",
  "<end-of-life>",
  "<ignored> (x)",
  "<no-dsa> (x)",
);
interface Line {
  readonly issue: string;
  readonly package: string;
  readonly release: string;
  readonly word: string;
}

const key = fc.record({
  issue: fc.constantFrom(...ISSUES),
  package: fc.constantFrom(...PACKAGES),
  release: fc.constantFrom(...RELEASES),
});
const line = fc
  .tuple(key, says)
  .map(([at, word]) => ({ ...at, word }))
  .filter(({ release, word }) => release !== "" || !/ignored|no-dsa/.test(word));
/** One line for each package and release, so that no record contradicts itself. */
const lines = fc.uniqueArray(line, { maxLength: 8, selector: (one) => `${one.issue} ${one.package} ${one.release}` });

const archive = archiveOf("curl bookworm 1", "curl bookworm/security 1+deb12u1", "curl trixie 2", "wget trixie 1");

function list(content: readonly Line[]): Readonly<Record<string, string>> {
  const records = ISSUES.map((issue) => {
    const body = content.filter((one) => one.issue === issue);
    return `${issue}\n${body.map((one) => `\t${one.release}- ${one.package} ${one.word}\n`).join("")}`;
  });
  return { "CVE/list": records.join("") };
}

function answers(tracker: Tracker, from: SourceVersions = archive): readonly string[] {
  const rows = [...allVerdicts(tracker, from, dpkgJudge, { all: true })];
  return rows.map((found) => statusRow(found, tracker, dpkgJudge)).sort();
}

const withdrawn = (content: readonly Line[]): readonly Line[] =>
  content.map((one) => ({ ...one, word: "<withdrawn> (taken back)" }));

test("an upper layer without a line changes nothing", () => {
  fc.assert(
    fc.property(lines, (below) => {
      expect(answers(trackerOf(list(below), list([])))).toEqual(answers(trackerOf(list(below))));
    }),
  );
});

test("withdrawing what an upper layer said gives the lower layer back", () => {
  fc.assert(
    fc.property(lines, lines, (below, upper) => {
      const back = trackerOf(list(below), list(upper), list(withdrawn(upper)));
      expect(answers(back)).toEqual(answers(trackerOf(list(below))));
    }),
  );
});

test("withdrawing everything leaves nothing to say", () => {
  fc.assert(
    fc.property(lines, (below) => {
      expect(answers(trackerOf(list(below), list(withdrawn(below))))).toEqual([]);
    }),
  );
});

test("an upper layer that says it all decides it all", () => {
  fc.assert(
    fc.property(lines, lines, (below, upper) => {
      const notes = upper.filter(({ word }) => !/ignored|no-dsa/.test(word));
      const keys = new Set(notes.map((one) => `${one.issue} ${one.package} ${one.release}`));
      const rest = below.filter((one) => !keys.has(`${one.issue} ${one.package} ${one.release}`));
      expect(answers(trackerOf(list(below), list(notes)))).toEqual(answers(trackerOf(list([...rest, ...notes]))));
    }),
  );
});

const HOUSE = "CVE-2026-1000\n\t- curl 2\n";
const LATER = "[01 Nov 2026] ACME-SA-1-1 curl - x\n\t{CVE-2026-1000}\n\t[bookworm] - curl 2\n";
const NOBODYS = "CVE-2026-1000\n\tNOT-FOR-US: a thing of others\n";
/** Braces make a record that is kept whole, its absence one of the quiet ones. */
const OTHERS = "CVE-2026-1000\n\t{DSA-1-1}\n\tNOT-FOR-US: a thing of others\n";

test.each([
  ["a line", NOBODYS, { "CVE/list": HOUSE }, 2],
  ["a line, over a record with braces", OTHERS, { "CVE/list": HOUSE }, 2],
  ["an advisory", NOBODYS, { "ACME-SA/list": LATER, "CVE/list": "" }, 1],
  ["nothing of a package", NOBODYS, { "CVE/list": "CVE-2026-1000\n\tNOTE: x\n" }, 0],
])("what is nobody's below is judged where an upper layer has %s about it", (_what, below, upper, rows) => {
  const lower = { "CVE/list": below, "DSA/list": "[01 Nov 2026] DSA-1-1 x - x\n\t{CVE-2026-1000}\n" };
  expect(answers(trackerOf(lower, upper), archiveOf("curl bookworm 1", "curl trixie 1"))).toHaveLength(rows);
  const asSnapshot = snapshotOf(trackerOf(lower, upper).layers, archiveOf("curl bookworm 1", "curl trixie 1"), {
    dates: [],
    at: new Date(0),
  });
  expect(asSnapshot.standings.get("CVE-2026-1000")?.length ?? 0).toBe(rows);
});

test("what an upper layer calls nobody's is nobody's", () => {
  expect(answers(trackerOf({ "CVE/list": HOUSE }, { "CVE/list": NOBODYS }))).toEqual([]);
});
