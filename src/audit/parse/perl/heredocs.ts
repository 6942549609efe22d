import { endOfLine, type LexState, lineOf, push, report } from "./state.ts";

const OPENING = /<<(~?)(?:[ \t]*"([^"\n]*)"|[ \t]*'([^'\n]*)'|[ \t]*`([^`\n]*)`|(\\?)([A-Za-z_]\w*))/y;

/**
 * Reads `<<TAG` and takes its body from the lines behind this one (perlop(1)). When an operator may stand here too, it is
 * a here document only when a line ends it; otherwise `<<` shifts. False when nothing was read.
 */
export function readHeredoc(state: LexState): boolean {
  const { text, at } = state;
  OPENING.lastIndex = at;
  const match = OPENING.exec(text);
  if (!match) return false;
  const [whole, tilde, double, single, command, backslash, bare] = match;
  const tag = double ?? single ?? command ?? bare ?? "";
  const line = lineOf(state, at);
  const start = state.bodiesAt >= at ? state.bodiesEnd : state.lineEnd + 1;
  const end = findTerminator(state, tag, tilde === "~", start);
  if (end < 0 && state.expected === "either") return false;
  if (end < 0)
    report(state, "unterminated-heredoc", `The here document that ends with the line "${cut(tag)}" has no end.`, at);
  const body = text.slice(start, end < 0 ? text.length : end);
  if (state.bodiesAt < at) state.bodiesAt = state.lineEnd;
  state.bodiesEnd = end < 0 ? text.length : Math.min(endOfLine(text, end) + 1, text.length);
  state.at = at + whole.length;
  if (command === undefined)
    push(
      state,
      { kind: "string", text: body, interpolates: single === undefined && backslash !== "\\", line },
      "operator",
    );
  else push(state, { kind: "command", text: body, line }, "operator");
  return true;
}

const MAX_GUESSES = 64;

/** The start of the first line from here that is the tag, indented perhaps; -1 without one. */
function findTerminator(state: LexState, tag: string, isIndented: boolean, from: number): number {
  const { text } = state;
  if (state.guesses >= MAX_GUESSES) return -1;
  const sought = isIndented ? tag : `\n${tag}`;
  for (let at = text.indexOf(sought, from - 1); at >= 0; at = text.indexOf(sought, at + 1)) {
    const start = isIndented ? beginOfBlanks(text, at) : at + 1;
    const end = at + sought.length;
    if (start >= from && isLineStart(text, start) && /^\r?(?:\n|$)/.test(text.slice(end, end + 2))) return start;
    if (at >= text.length) break;
  }
  state.guesses += 1;
  return -1;
}

function beginOfBlanks(text: string, at: number): number {
  let begin = at;
  while (text[begin - 1] === " " || text[begin - 1] === "\t") begin -= 1;
  return begin;
}

function isLineStart(text: string, at: number): boolean {
  return at === 0 || text[at - 1] === "\n";
}

function cut(tag: string): string {
  return tag.length > 40 ? `${tag.slice(0, 40)}…` : tag;
}
