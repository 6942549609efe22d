import type { PerlStatement } from "../types.ts";
import { UNKNOWN } from "./directory.ts";
import { directoriesOf } from "./evaluate.ts";
import { isOperator, type Range, rangeOf, splitAt } from "./ranges.ts";
import { assign, type Scope } from "./scope.ts";

const COMMAS = new Set([",", "=>"]);
/** Longer lists are tables, not directories. */
const LONGEST = 200;

/** `use constant NAME => …`, `use FindBin qw($Bin)`. */
export function noteUse({ tokens }: PerlStatement, scope: Scope): void {
  const name = tokens[1];
  if (name?.kind !== "word") return;
  if (name.text === "FindBin") scope.values.set("FindBin", []);
  if (name.text !== "constant") return;
  const isHash = isOperator(tokens[2], "{");
  const parts = splitAt(isHash ? rangeOf(tokens, 3, tokens.length - 1) : rangeOf(tokens, 2), COMMAS);
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [key, value] = [parts[at], parts[at + 1]];
    const constant = key?.tokens[key.from];
    if (constant?.kind === "string" && value) assign(scope, constant.text, directoriesOf(value, scope), true);
    if (!isHash) return;
  }
}

/** `my $x = …`, `$x ||= …`, `my ($x, $y) = (…)`, `(my $x = …) =~ …`, `Readonly my $x => …`. */
export function noteAssignments({ tokens }: PerlStatement, scope: Scope, inner = scope): void {
  for (let at = 0; at + 2 <= tokens.length; at += 1) {
    const token = tokens[at];
    if (token?.kind !== "variable" || token.text.startsWith("%")) continue;
    const next = tokens[at + 1];
    const before = tokens[at - 1];
    const isDeclared = before?.kind === "word" && /^(?:my|our|state|local)$/.test(before.text);
    if (next?.kind !== "operator") continue;
    if (next.text === "=" || next.text === "||=" || next.text === "//=" || (next.text === "=>" && isDeclared)) {
      assign(scope, token.text, valuesOf(valueAt(tokens, at + 2), inner), isDeclared && next.text !== "||=");
    } else if (next.text === ")" && isOperator(tokens[at + 2], "=")) {
      // What a list assigns to several is not followed; one of its own is.
      assign(scope, token.text, isOperator(before, "(") ? valuesOf(valueAt(tokens, at + 3), inner) : [UNKNOWN], true);
    }
  }
}

function valuesOf(range: Range, scope: Scope): ReturnType<typeof directoriesOf> {
  return range.to - range.from > LONGEST ? [UNKNOWN] : directoriesOf(range, scope);
}

function valueAt(tokens: PerlStatement["tokens"], from: number): Range {
  let depth = 0;
  for (let at = from; at < tokens.length && at - from <= LONGEST + 1; at += 1) {
    const token = tokens[at];
    if (token?.kind !== "operator") continue;
    if (token.text === "(" || token.text === "[" || token.text === "{") depth += 1;
    else if (token.text === ")" || token.text === "]" || token.text === "}") depth -= 1;
    if (depth < 0 || (depth === 0 && token.text === ";")) return rangeOf(tokens, from, at);
  }
  return rangeOf(tokens, from);
}
