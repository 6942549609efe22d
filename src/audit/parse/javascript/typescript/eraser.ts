import type { Tokens } from "./tokens.ts";

/** There is no end to looking. */
export class TooMuch extends Error {}

/** A text of which parts become blanks. */
export interface Eraser {
  readonly tokens: Tokens;
  /** The text of a token; empty behind the last. */
  textAt(at: number): string;
  /** Blanks the tokens from one up to another, which it returns. */
  erase(from: number, to: number): number;
  result(): string;
}

/** Looks at tokens, for each of them: a program needs some dozens. */
const MOST_LOOKS = 400;
const SOME_LOOKS = 100_000;

/** What is no program may have every part looked at for every other: it throws `TooMuch` then. */
export function createEraser(text: string, tokens: Tokens): Eraser {
  const parts: (readonly [number, number])[] = [];
  const { list } = tokens;
  let left = MOST_LOOKS * list.length + SOME_LOOKS;
  return {
    tokens,
    textAt(at) {
      left -= 1;
      if (left < 0) throw new TooMuch();
      return list[at]?.text ?? "";
    },
    erase(from, to) {
      const first = list[from];
      const last = list[to - 1];
      if (first && last && to > from) parts.push([first.start, last.end]);
      return to;
    },
    result() {
      parts.sort(([one], [other]) => one - other);
      let found = "";
      let at = 0;
      for (const [start, end] of parts) {
        if (end <= at) continue;
        const from = Math.max(at, start);
        found += text.slice(at, from) + text.slice(from, end).replace(/[^\n]/g, " ");
        at = end;
      }
      return found + text.slice(at);
    },
  };
}
