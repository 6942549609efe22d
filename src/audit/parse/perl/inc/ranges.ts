import type { PerlToken } from "../types.ts";

/** A part of a statement's tokens, without its end. */
export interface Range {
  readonly tokens: readonly PerlToken[];
  readonly from: number;
  readonly to: number;
}

export function rangeOf(tokens: readonly PerlToken[], from = 0, to = tokens.length): Range {
  return { tokens, from, to };
}

export function isOperator(token: PerlToken | undefined, text: string): boolean {
  return token?.kind === "operator" && token.text === text;
}

const OPEN = new Set(["(", "[", "{"]);
const CLOSE = new Set([")", "]", "}"]);

/** Where operators of these names stand outside of brackets. */
export function operatorsIn({ tokens, from, to }: Range, names: ReadonlySet<string>): readonly number[] {
  const found: number[] = [];
  let depth = 0;
  for (let at = from; at < to; at += 1) {
    const token = tokens[at];
    if (token?.kind !== "operator") continue;
    if (OPEN.has(token.text)) depth += 1;
    else if (CLOSE.has(token.text)) depth -= 1;
    else if (depth === 0 && names.has(token.text)) found.push(at);
  }
  return found;
}

/** The parts between these operators; empty ones are left out. */
export function splitAt(range: Range, names: ReadonlySet<string>): readonly Range[] {
  const ends = [...operatorsIn(range, names), range.to];
  let from = range.from;
  return ends.flatMap((to) => {
    const part = { tokens: range.tokens, from, to };
    from = to + 1;
    return part.to > part.from ? [part] : [];
  });
}

/** Behind the bracket that this one opens; the range's end when it is not closed in it. */
export function behindBracket({ tokens, to }: Range, open: number): number {
  let depth = 0;
  for (let at = open; at < to; at += 1) {
    const token = tokens[at];
    if (token?.kind !== "operator") continue;
    if (OPEN.has(token.text)) depth += 1;
    else if (CLOSE.has(token.text)) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return to;
}

const DEEPEST = 24;

/** `( … )` around all of it is taken away. */
export function withoutParentheses(range: Range): Range {
  let inner = range;
  for (let depth = 0; depth < DEEPEST && isAllInside(inner); depth += 1) {
    inner = { tokens: inner.tokens, from: inner.from + 1, to: inner.to - 1 };
  }
  return inner;
}

function isAllInside(range: Range): boolean {
  return (
    isOperator(range.tokens[range.from], "(") &&
    behindBracket(range, range.from) === range.to &&
    range.to - range.from >= 2
  );
}
