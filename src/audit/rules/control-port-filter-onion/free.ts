import { readWhole } from "../../parse/control-port-filter/whole.ts";
import { BLANKS, character } from "../../parse/pattern/character-sets.ts";
import { partsOf, wildcardsOf } from "../../parse/pattern/measure.ts";
import type { Pattern } from "../../parse/pattern/types.ts";
import { flat, isLetter } from "./target.ts";

const BLANK = character(32);

/**
 * Whether a pattern for ADD_ONION that takes anything does so beside the keys. The key of a service and the keys of its clients are the
 * caller's own: whatever stands there opens no port, as long as it stays one word.
 */
export function isFreeBesideKeys(pattern: string): boolean {
  const whole = readWhole(pattern).value;
  if (whole.kind !== "sequence") return true;
  return wordsOf(flat(whole)).some((word, index) => {
    const isKey = index === 0 || startsWith(word, "clientauth");
    return word.some((part) => wildcardsOf(part).length > 0 && !(isKey && isOneWord(part)));
  });
}

function wordsOf(parts: readonly Pattern[]): readonly (readonly Pattern[])[] {
  const words: Pattern[][] = [[]];
  for (const part of parts) {
    if (part.kind === "set" && part.set === BLANK) words.push([]);
    else words.at(-1)?.push(part);
  }
  return words;
}

function startsWith(word: readonly Pattern[], letters: string): boolean {
  return [...letters].every((letter, index) => isLetter(word[index], letter));
}

function isOneWord(part: Pattern): boolean {
  return [...partsOf(part)].every((inner) => inner.kind !== "set" || (inner.set & BLANKS) === 0n);
}
