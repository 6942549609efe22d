import { nearest } from "../../distribution/index.ts";

/**
 * The command, verb or act that a mistyped word most likely means: two slips off at most, one in words below four letters, or
 * begun alike. undefined when none is near.
 */
export function meant(word: string, known: readonly string[]): string | undefined {
  if (word.length < 2) return undefined;
  const begun = known.find((name) => name.startsWith(word)) ?? known.find((name) => word.startsWith(`${name}-`));
  return begun ?? nearest(word, known, word.length < 4 ? 1 : 2);
}
