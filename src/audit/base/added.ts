import { fingerprintOf, normalLine } from "../fingerprint.ts";
import type { Finding } from "../model.ts";

export interface Comparison {
  /** Paths that the earlier revision has and the tree has not. */
  readonly gone: readonly string[];
  /** The line of a finding as it is read now. */
  readonly lineOf: (finding: Finding) => string;
}

/** More than this is no renaming of files. */
const MOST_GONE = 200;
/** Equal lines of a renamed file that are told apart. */
const EQUAL_LINES = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/**
 * The findings that an earlier revision did not have. Each earlier one answers for one: by its fingerprint, or, in a file
 * that was renamed, by rule and line. A note answers for notes alone: what did not ship and now does is added.
 */
export function addedFindings(
  now: readonly Finding[],
  earlier: readonly Finding[],
  { gone, lineOf }: Comparison,
): readonly Finding[] {
  const hits = counted(earlier.filter(({ severity }) => severity !== "note"));
  const notes = counted(earlier.filter(({ severity }) => severity === "note"));
  const take = ({ severity }: Finding, fingerprint: string): boolean =>
    (severity === "note" && taken(notes, fingerprint)) || taken(hits, fingerprint);
  const places = gone.length > MOST_GONE ? [] : gone;
  return now
    .filter((finding) => !take(finding, finding.fingerprint))
    .filter((finding) => {
      const line = normalLine(lineOf(finding));
      return !places.some((path) =>
        EQUAL_LINES.some((ordinal) => take(finding, fingerprintOf(finding.rule, path, line, ordinal))),
      );
    });
}

function counted(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { fingerprint } of findings) counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1);
  return counts;
}

function taken(counts: Map<string, number>, fingerprint: string): boolean {
  const count = counts.get(fingerprint) ?? 0;
  if (count > 0) counts.set(fingerprint, count - 1);
  return count > 0;
}
