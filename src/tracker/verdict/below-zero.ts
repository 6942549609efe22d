import type { Claim } from "../model/claim.ts";
import { compareEffective, effectiveVersion } from "../model/merge-notes.ts";

/**
 * An advisory's fix wins over not-affected. Debian compares it with version 0 for that, so that a fix in `0~git1-1` loses
 * the merge; here it wins all the same: a package that had to be mended was affected.
 */
export function fixBelowZero(claim: Claim): Claim {
  if (claim.note.kind !== "not-affected" || claim.contests.length === 0) return claim;
  const fixes = claim.contests.filter(
    ({ loser, loserFrom, reason }) =>
      reason === "older-fix" && loser.kind === "fixed" && loserFrom.file.kind === "advisories",
  );
  const [last] = fixes.toSorted((a, b) =>
    compareEffective(effectiveVersion(b.loser) ?? "", effectiveVersion(a.loser) ?? ""),
  );
  if (last === undefined) return claim;
  return {
    note: last.loser,
    from: last.loserFrom,
    contests: [
      ...claim.contests.filter((one) => one !== last),
      { loser: claim.note, loserFrom: claim.from, reason: "fix-over-not-affected" },
    ],
  };
}
