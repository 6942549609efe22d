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
 * that was renamed, by rule and line.
 */
export function addedFindings(
  now: readonly Finding[],
  earlier: readonly Finding[],
  { gone, lineOf }: Comparison,
): readonly Finding[] {
  const left = new Map<string, number>();
  for (const { fingerprint } of earlier) left.set(fingerprint, (left.get(fingerprint) ?? 0) + 1);
  const take = (fingerprint: string): boolean => {
    const count = left.get(fingerprint) ?? 0;
    if (count > 0) left.set(fingerprint, count - 1);
    return count > 0;
  };
  const places = gone.length > MOST_GONE ? [] : gone;
  return now
    .filter(({ fingerprint }) => !take(fingerprint))
    .filter((finding) => {
      const line = normalLine(lineOf(finding));
      return !places.some((path) =>
        EQUAL_LINES.some((ordinal) => take(fingerprintOf(finding.rule, path, line, ordinal))),
      );
    });
}
