import { compareVersions } from "../../kernel/index.ts";
import type { SupportFacts } from "../support/support-facts.ts";
import type { Judge, JudgedRow } from "./types.ts";

/**
 * Compares as dpkg does. A machine with all suites of a release installs the highest version, so within an area that one
 * speaks; a package that stands in two areas is as open as the worse of them.
 */
export const dpkgJudge: Judge = {
  asDebian: false,
  compare: compareVersions,
  pick(rows) {
    if (rows.length === 1) return rows[0] as JudgedRow;
    const best = new Map<string, JudgedRow>();
    for (const row of rows) {
      const there = best.get(row.row.area);
      if (there === undefined || compareVersions(row.row.version, there.row.version) > 0) best.set(row.row.area, row);
    }
    const candidates = [...best.values()];
    return (candidates.find((row) => row.vulnerable === "yes") ??
      candidates.find((row) => row.vulnerable === "undetermined") ??
      candidates[0]) as JudgedRow;
  },
};

/** As `dpkgJudge`, and ends support by the releases' dates and the lists of packages without support. */
export function createDpkgJudge(support: SupportFacts): Judge {
  return { ...dpkgJudge, support };
}
