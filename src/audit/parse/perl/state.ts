import type { Problem } from "../../../kernel/index.ts";
import type { PerlStatement, PerlToken } from "./types.ts";

/** What may come next: a statement, an operand, an operator, or either after a word that nobody knows. */
export type Expected = "statement" | "operand" | "operator" | "either";

/** What an open bracket is: `(`, `[`, a subscript or anonymous hash, or a block of statements. */
export interface Frame {
  readonly kind: "round" | "square" | "curly" | "block";
  readonly at: number;
  readonly line: number;
  /** What may follow its end. */
  readonly after: Expected;
  /** A block that ends the statement it belongs to. */
  readonly endsStatement: boolean;
  /** Of a `(` after `->`: a subscript may follow its end. */
  readonly afterArrow: boolean;
  /** Of a block: the statement around it and those in it. */
  readonly isSub: boolean;
  readonly outer: PerlToken[];
  readonly inner: PerlStatement[];
}

/** Where the lexer stands. Its parts share it; every part only moves forward. */
export interface LexState {
  readonly text: string;
  at: number;
  expected: Expected;
  /** Tokens of the statement that is being read. */
  tokens: PerlToken[];
  readonly frames: Frame[];
  readonly statements: PerlStatement[];
  readonly problems: Problem[];
  /** A `sub` whose block has not come yet, and how deep it stands. */
  sub: { readonly isNamed: boolean; readonly depth: number } | undefined;
  /** Bodies of subs that are open. */
  openSubs: number;
  /** The bracket that was closed last stood after `->`: a subscript may follow. */
  closedArrow: boolean;
  /** The line end behind which bodies of here documents begin, and where they end; -1 without any. */
  bodiesAt: number;
  bodiesEnd: number;
  /** Here documents whose end was sought in vain. */
  guesses: number;
  line: number;
  /** The end of that line. */
  lineEnd: number;
}

export function createState(text: string, at: number, line: number): LexState {
  return {
    text,
    at,
    expected: "statement",
    tokens: [],
    frames: [],
    statements: [],
    problems: [],
    sub: undefined,
    openSubs: 0,
    closedArrow: false,
    bodiesAt: -1,
    bodiesEnd: -1,
    guesses: 0,
    line,
    lineEnd: endOfLine(text, at),
  };
}

/** The line of a place; places are asked for in their order. */
export function lineOf(state: LexState, at: number): number {
  while (state.lineEnd < at) {
    state.line += 1;
    state.lineEnd = endOfLine(state.text, state.lineEnd + 1);
  }
  return state.line;
}

/** Where the line feed of this line stands; the end of the text for the last one. */
export function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

export function push(state: LexState, token: PerlToken, expected: Expected): void {
  state.tokens.push(token);
  state.expected = expected;
}

export function pushOperator(state: LexState, text: string, at: number, expected: Expected): void {
  push(state, { kind: "operator", text, line: lineOf(state, at) }, expected);
}

export function endStatement(state: LexState): void {
  const [first] = state.tokens;
  if (first) {
    const statement = { tokens: state.tokens, line: first.line, isInSub: state.openSubs > 0 };
    state.statements.push(statement);
    state.frames.at(-1)?.inner.push(statement);
    state.tokens = [];
  }
  state.expected = "statement";
}

const MAX_PROBLEMS = 20;

export function report(state: LexState, code: string, message: string, at: number): void {
  if (state.problems.length >= MAX_PROBLEMS) return;
  const before = state.text.slice(0, at).split("\n");
  const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  state.problems.push({ code: `perl-${code}`, severity: "error", message, place });
}
