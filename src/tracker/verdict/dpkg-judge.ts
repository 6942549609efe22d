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
    const first = rows[0] as JudgedRow;
    if (rows.length === 1) return first;
    if (rows.every(({ row }) => row.area === first.row.area)) return rows.reduce(higher);
    const best = new Map<string, JudgedRow>();
    for (const row of rows) {
      const there = best.get(row.row.area);
      best.set(row.row.area, there === undefined ? row : higher(there, row));
    }
    const candidates = [...best.values()];
    return (candidates.find((row) => row.vulnerable === "yes") ??
      candidates.find((row) => row.vulnerable === "undetermined") ??
      candidates[0]) as JudgedRow;
  },
};

function higher(one: JudgedRow, other: JudgedRow): JudgedRow {
  return compareVersions(other.row.version, one.row.version) > 0 ? other : one;
}

/** As `dpkgJudge`, and ends support by the releases' dates and the lists of packages without support. */
export function createDpkgJudge(support: SupportFacts): Judge {
  return { ...dpkgJudge, support };
}
