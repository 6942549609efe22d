import type { Eraser } from "./eraser.ts";
import { typeEnd } from "./type-end.ts";

export type EraseAll = (eraser: Eraser, from: number, to: number) => void;

const MODIFIERS = /^(?:public|private|protected|readonly|override)$/;

/** Whether the parameters of an arrow function begin at a parenthesis. */
export function isArrow({ tokens, textAt }: Eraser, open: number): boolean {
  const close = tokens.match.get(open);
  if (close === undefined) return false;
  if (textAt(close + 1) === "=>") return true;
  if (textAt(close + 1) !== ":") return false;
  const end = typeEnd(tokens, close + 2);
  // `a ? (b) : c => d` has a condition in front.
  return end !== undefined && textAt(end) === "=>" && (textAt(open - 1) !== "?" || /^[:?]$/.test(textAt(open + 2)));
}

/** `(this: A, private b?: C = d, {e}: F, ...g: H[])`. */
export function eraseParameters(eraser: Eraser, open: number, eraseAll: EraseAll): void {
  const { tokens, textAt } = eraser;
  const close = tokens.match.get(open) ?? open;
  let at = open + 1;
  while (at < close) {
    while (MODIFIERS.test(textAt(at)) && !/^[=:?,)]$/.test(textAt(at + 1))) at = eraser.erase(at, at + 1);
    if (textAt(at) === "...") at += 1;
    const first = at;
    at = afterTarget(eraser, at, eraseAll);
    if (textAt(at) === "?") at = eraser.erase(at, at + 1);
    if (textAt(at) === ":") at = eraser.erase(at, typeEnd(tokens, at + 1) ?? at + 1);
    if (textAt(first) === "this") {
      at = eraser.erase(first, textAt(at) === "," ? at + 1 : at);
      continue;
    }
    const end = partEnd(eraser, at, close);
    eraseAll(eraser, at, end);
    at = end + 1;
  }
}

/** Behind `a`, `{a, b = c}` or `[a]`. */
export function afterTarget(eraser: Eraser, at: number, eraseAll: EraseAll): number {
  const { tokens, textAt } = eraser;
  if (textAt(at) !== "{" && textAt(at) !== "[") return at + 1;
  const close = tokens.match.get(at) ?? at;
  eraseAll(eraser, at + 1, close);
  return close + 1;
}

/** The next comma between the same brackets. */
function partEnd({ tokens, textAt }: Eraser, from: number, to: number): number {
  let at = from;
  while (at < to && textAt(at) !== ",") at = Math.max(at, tokens.match.get(at) ?? at) + 1;
  return Math.min(at, to);
}

/** `): T` in front of a body or an arrow; where to go on. */
export function eraseReturnType(eraser: Eraser, close: number): number {
  const { tokens, textAt } = eraser;
  if (textAt(close + 1) !== ":") return close + 1;
  const end = typeEnd(tokens, close + 2);
  return end === undefined ? close + 1 : eraser.erase(close + 1, end);
}
