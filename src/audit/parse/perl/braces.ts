import { type Expected, endStatement, type Frame, type LexState, lineOf, push, pushOperator, report } from "./state.ts";
import type { PerlToken } from "./types.ts";
import { COMPOUND, VALUE_BLOCKS } from "./words.ts";

/** Opens `{`: a block of statements, or a subscript, an anonymous hash or what a sigil stands before. */
export function openBrace(state: LexState, as?: "dereference"): void {
  const at = state.at;
  state.at += 1;
  const isSub = as === undefined && state.sub?.depth === state.frames.length;
  const block = as === undefined ? blockAt(state) : undefined;
  if (!block) {
    pushOperator(state, "{", at, "operand");
    state.frames.push(frame(state, "curly", at, "operator"));
    return;
  }
  state.frames.push({
    ...frame(state, "block", at, block.after),
    endsStatement: block.endsStatement,
    isSub,
    outer: state.tokens,
  });
  if (isSub) state.openSubs += 1;
  state.tokens = [];
  state.expected = "statement";
}

export function openBracket(state: LexState, kind: "round" | "square"): void {
  const afterArrow = kind === "round" && isOperator(state.tokens.at(-1), "->");
  pushOperator(state, kind === "round" ? "(" : "[", state.at, "operand");
  state.frames.push({ ...frame(state, kind, state.at, "operator"), afterArrow });
  state.at += 1;
}

function frame(state: LexState, kind: Frame["kind"], at: number, after: Expected): Frame {
  return {
    kind,
    at,
    line: lineOf(state, at),
    after,
    endsStatement: false,
    isSub: false,
    afterArrow: false,
    outer: [],
    inner: [],
  };
}

/** What kind of block a `{` opens here; undefined when it opens none. */
function blockAt(state: LexState): { readonly after: Expected; readonly endsStatement: boolean } | undefined {
  const last = state.tokens.at(-1);
  if (state.sub && state.sub.depth === state.frames.length) {
    const { isNamed } = state.sub;
    state.sub = undefined;
    return isNamed ? ENDS : VALUE;
  }
  if (!last || isOperator(last, ";")) return ENDS;
  const [first] = state.tokens;
  const around = state.frames.at(-1)?.kind ?? "block";
  const isCompound = around === "block" && first?.kind === "word" && COMPOUND.has(first.text);
  if (last.kind === "word") {
    if (isCompound) return ENDS;
    if (VALUE_BLOCKS.has(last.text)) return VALUE;
    const isValue =
      last.text === "return" ||
      (state.tokens.length === 2 && first?.kind === "word" && (first.text === "use" || first.text === "no"));
    return isValue ? undefined : OPERAND;
  }
  if (isOperator(last, ")")) return state.closedArrow ? undefined : isCompound ? ENDS : VALUE;
  if (last.kind === "operator" || last.kind === "variable" || last.kind === "block") return undefined;
  return isCompound ? ENDS : VALUE;
}

const ENDS = { after: "statement", endsStatement: true } as const;
const VALUE = { after: "operator", endsStatement: false } as const;
const OPERAND = { after: "operand", endsStatement: false } as const;

function isOperator(token: PerlToken | undefined, text: string): boolean {
  return token?.kind === "operator" && token.text === text;
}

const OPENERS: Readonly<Record<string, string>> = { ")": "round", "]": "square", "}": "curly" };

/** Closes a bracket and says what may follow. */
export function closeBracket(state: LexState, text: ")" | "]" | "}"): void {
  const at = state.at;
  state.at += 1;
  const top = state.frames.at(-1);
  if (text === "}" && top?.kind === "block") {
    closeBlock(state, top);
    return;
  }
  if (!top || top.kind !== OPENERS[text]) {
    report(state, "unbalanced", `This "${text}" closes nothing that is open here.`, at);
    if (text !== "}") pushOperator(state, text, at, "operator");
    return;
  }
  state.frames.pop();
  state.closedArrow = top.afterArrow;
  pushOperator(state, text, at, top.after);
}

function closeBlock(state: LexState, top: Frame): void {
  endStatement(state);
  state.frames.pop();
  if (top.isSub) state.openSubs -= 1;
  state.sub = undefined;
  state.tokens = top.outer;
  push(state, { kind: "block", statements: top.inner, line: top.line }, top.after);
  if (top.endsStatement && state.frames.at(-1)?.kind !== "round") endStatement(state);
}

/** At the end of the text everything must be closed. */
export function closeAll(state: LexState): void {
  const open = state.frames.at(-1);
  if (open) report(state, "unclosed", "This bracket is never closed.", open.at);
  while (state.frames.length > 0) {
    const top = state.frames.at(-1);
    if (top?.kind === "block") closeBlock(state, top);
    else state.frames.pop();
  }
  endStatement(state);
}
