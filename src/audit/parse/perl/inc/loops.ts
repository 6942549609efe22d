import type { PerlProgram, PerlStatement } from "../types.ts";
import { directoriesOf } from "./evaluate.ts";
import { behindBracket, isOperator, operatorsIn, type Range, rangeOf } from "./ranges.ts";
import { type Scope, scopeWith } from "./scope.ts";

/** A variable that goes through a list. */
interface Loop {
  readonly variable: string;
  readonly list: Range;
}

const END = new Set([";"]);
const POSTFIX = new Set(["for", "foreach"]);
/** Blocks within blocks of one loop, and statements of loops in all: junk has more. */
const DEEPEST = 8;
const MOST = 20_000;

/** The loops around each statement, the outermost last. */
export function loopsIn({ statements }: PerlProgram): ReadonlyMap<PerlStatement, readonly Loop[]> {
  const around = new Map<PerlStatement, Loop[]>();
  let left = MOST;
  const enter = (loop: Loop, inside: readonly PerlStatement[], depth: number): void => {
    for (const statement of inside) {
      left -= 1;
      if (left < 0 || depth > DEEPEST) return;
      around.set(statement, [...(around.get(statement) ?? []), loop]);
      for (const token of statement.tokens) if (token.kind === "block") enter(loop, token.statements, depth + 1);
    }
  };
  for (const statement of statements) {
    const found = loopOf(statement);
    if (found) enter(found.loop, found.inside, 0);
  }
  return around;
}

/** `for my $x (LIST) { … }`; without a variable it is `$_`, and `for (;;)` goes through nothing. */
function loopOf({
  tokens,
}: PerlStatement): { readonly loop: Loop; readonly inside: readonly PerlStatement[] } | undefined {
  const [first] = tokens;
  if (first?.kind !== "word" || !POSTFIX.has(first.text)) return undefined;
  const open = tokens.findIndex((token) => isOperator(token, "("));
  if (open < 1 || open > 3) return undefined;
  const named = tokens[open - 1];
  const behind = behindBracket(rangeOf(tokens), open);
  const block = tokens[behind];
  const list = rangeOf(tokens, open + 1, behind - 1);
  if (block?.kind !== "block" || operatorsIn(list, END).length > 0) return undefined;
  return { loop: { variable: named?.kind === "variable" ? named.text : "$_", list }, inside: block.statements };
}

/** What variables hold in a statement: those of the loops around it, and `$_` of a `for` behind it. */
export function scopeOf(statement: PerlStatement, loops: readonly Loop[], scope: Scope): Scope {
  let inner = scope;
  for (const { variable, list } of loops.toReversed()) inner = scopeWith(inner, variable, directoriesOf(list, inner));
  const whole = rangeOf(statement.tokens);
  const [postfix] = operatorsIn(whole, POSTFIX);
  return postfix === undefined ? inner : scopeWith(inner, "$_", directoriesOf({ ...whole, from: postfix + 1 }, inner));
}
