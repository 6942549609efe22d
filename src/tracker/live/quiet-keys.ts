import type { Piece } from "./piece.ts";

/** The quiet records of pieces as one sorted array, for `quietStateIn`. */
export function keysOf(pieces: readonly Piece[]): Float64Array {
  const parts = pieces.map((piece) => piece.file.quiet.sortedKeys());
  const keys = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    keys.set(part, at);
    at += part.length;
  }
  return keys.sort();
}

/** The keys after some pieces were exchanged: one walk through numbers, instead of sorting 300,000 of them again. */
export function mergedKeys(before: Float64Array, removed: readonly Piece[], added: readonly Piece[]): Float64Array {
  if (removed.length === 0 && added.length === 0) return before;
  const out = keysOf(removed);
  const into = keysOf(added);
  if (out.length === into.length && out.every((key, at) => key === into[at])) return before;
  const keys = new Float64Array(before.length - out.length + into.length);
  let at = 0;
  let nextOut = 0;
  let nextIn = 0;
  for (const key of before) {
    if (nextOut < out.length && out[nextOut] === key) {
      nextOut += 1;
      continue;
    }
    while (nextIn < into.length && (into[nextIn] as number) <= key) keys[at++] = into[nextIn++] as number;
    keys[at++] = key;
  }
  while (nextIn < into.length) keys[at++] = into[nextIn++] as number;
  return keys;
}
