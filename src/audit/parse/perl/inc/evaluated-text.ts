import { readPerl } from "../read-perl.ts";
import type { PerlProgram, PerlStatement, PerlToken } from "../types.ts";
import { isOperator } from "./ranges.ts";

/** Longer texts are programs that a program makes, not a line that had to wait. */
const LONGEST = 4096;

/** What `eval "…"` and `eval q{…}` run, at the lines on which it stands. */
export function evaluatedTexts({ tokens, isInSub }: PerlStatement): readonly PerlProgram[] {
  return tokens.flatMap((token, at) => {
    if (token.kind !== "string" || !isEvaluated(tokens, at) || token.text.length > LONGEST) return [];
    const { statements } = readPerl(token.interpolates ? token.text.replace(/\\(["\\])/g, "$1") : token.text).value;
    const line = token.line - 1;
    return [{ interpreter: [], statements: statements.map((each) => moved(each, line, isInSub, token.interpolates)) }];
  });
}

/** Whether a text is what `eval` runs. */
export function isEvaluated(tokens: readonly PerlToken[], at: number): boolean {
  const before = isOperator(tokens[at - 1], "(") ? tokens[at - 2] : tokens[at - 1];
  return before?.kind === "word" && before.text === "eval";
}

/** Variables of a text in double quotes have their values before it runs, also those that stand in single quotes there. */
function moved(statement: PerlStatement, by: number, isInSub: boolean, interpolates: boolean): PerlStatement {
  const tokens = statement.tokens.map((token): PerlToken => {
    const line = token.line + by;
    if (token.kind === "string") return { ...token, line, interpolates: token.interpolates || interpolates };
    if (token.kind !== "block") return { ...token, line };
    return { ...token, line, statements: token.statements.map((each) => moved(each, by, isInSub, interpolates)) };
  });
  return { tokens, line: statement.line + by, isInSub: isInSub || statement.isInSub };
}
