import fc from "fast-check";
import { expect, test } from "vitest";
import { statusRow } from "../report/status-rows.ts";
import { archiveOf, trackerOf } from "../testing.ts";
import { allVerdicts } from "./all-verdicts.ts";
import { createDebianJudge } from "./debian-judge.ts";
import { dpkgJudge } from "./dpkg-judge.ts";
import type { VerdictFilter } from "./verdict-filter.ts";
import { verdictsInOrder } from "./verdicts-in-order.ts";

// Names that begin one another, and characters that sort before letters and after a tab.
const NAMES = ["lib", "lib+x", "lib-x", "lib.x", "lib2", "libx"];
const name = fc.constantFrom(...NAMES);
const issue = fc.constantFrom("CVE-2026-1000", "CVE-2026-10000", "CVE-2025-9999", "CVE-2026-XXXX [x]");
const line = fc
  .tuple(fc.constantFrom("", "[bookworm] ", "[sid] "), name, fc.constantFrom("1", "3", "<unfixed>", "<not-affected>"))
  .map(([release, package_, says]) => `\t${release}- ${package_} ${says}\n`);
const record = fc.tuple(issue, fc.array(line, { maxLength: 4 })).map(([head, lines]) => `${head}\n${lines.join("")}`);
const suite = fc
  .tuple(name, fc.constantFrom("bookworm", "bookworm/security", "buster", "sid"), fc.constantFrom("2", "4"))
  .map((words) => words.join(" "));
const filter: fc.Arbitrary<VerdictFilter> = fc.record(
  {
    release: fc.constantFrom("bookworm", "sid", "trixie"),
    package: name,
    issue: fc.constantFrom("CVE-2026-1000", "CVE-2026-9"),
    all: fc.boolean(),
  },
  { requiredKeys: [] },
);

test("the rows are those of all verdicts as a plain sort has them", () => {
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 8 }),
      fc.array(suite, { maxLength: 12 }),
      filter,
      fc.boolean(),
      (records, suites, asked, asDebian) => {
        const tracker = trackerOf({ "CVE/list": records.join("") });
        const archive = archiveOf(...suites);
        const judge = asDebian ? createDebianJudge(tracker) : dpkgJudge;
        const rows = (verdicts: ReturnType<typeof allVerdicts>): string[] =>
          Array.from(verdicts, (one) => statusRow(one, tracker, judge));
        expect(rows(verdictsInOrder(tracker, archive, judge, asked))).toEqual(
          rows(allVerdicts(tracker, archive, judge, asked)).sort(),
        );
      },
    ),
    { numRuns: 300 },
  );
});
