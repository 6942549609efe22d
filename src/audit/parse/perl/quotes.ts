import { skipToDelimiter } from "./spaces.ts";
import { type LexState, lineOf, push, report } from "./state.ts";

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}", "<": ">" };

/** What stands between delimiters; undefined when there is no second one, after which everything is inside. */
function readDelimited(state: LexState): string {
  const { text } = state;
  const begin = state.at;
  const open = text.charCodeAt(begin);
  const closing = CLOSING[text[begin] ?? ""];
  const close = closing === undefined ? open : closing.charCodeAt(0);
  let depth = 1;
  let from = begin + 1;
  let read = "";
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 92) at += 1;
    else if (code === close) depth -= 1;
    else if (code === open) depth += 1;
    else if (at === state.bodiesAt) {
      // Bodies of here documents that were begun on this line are no part of the string.
      read += text.slice(from, at + 1);
      from = state.bodiesEnd;
      at = state.bodiesEnd - 1;
    }
    if (depth === 0) {
      state.at = at + 1;
      return read + text.slice(from, at);
    }
  }
  report(state, "unterminated-quote", "The quote that begins here has no end.", begin);
  state.at = text.length;
  return read + text.slice(from);
}

/** `'…'`, `"…"` and backticks. */
export function readQuote(state: LexState): void {
  const quote = state.text[state.at] ?? "";
  const line = lineOf(state, state.at);
  const text = readDelimited(state);
  if (quote === "`") push(state, { kind: "command", text, line }, "operator");
  else push(state, { kind: "string", text, interpolates: quote === '"', line }, "operator");
}

const FLAGS = /[a-zA-Z]*/y;

/** `q`, `qq`, `qw`, `qx`, `m`, `qr`, `s`, `tr`, `y`: the word is read, its delimiter comes next. */
export function readQuoteLike(state: LexState, word: string, at: number): void {
  const line = lineOf(state, at);
  skipToDelimiter(state);
  const delimiter = state.text[state.at] ?? "";
  const text = readDelimited(state);
  if (word === "q" || word === "qq") {
    push(state, { kind: "string", text, interpolates: word === "qq" && delimiter !== "'", line }, "operator");
  } else if (word === "qw") {
    push(state, { kind: "words", items: wordsOf(text, delimiter), line }, "operator");
  } else if (word === "qx") push(state, { kind: "command", text, line }, "operator");
  else {
    const replacement = word === "m" || word === "qr" ? "" : readSecondPart(state, delimiter);
    readFlags(state);
    push(state, { kind: "pattern", text: replacement, line }, "operator");
  }
}

/** The words of `qw`, in which a backslash protects itself and the delimiters. */
function wordsOf(text: string, open: string): readonly string[] {
  const close = CLOSING[open] ?? open;
  const plain = text.replace(/\\(.)/gs, (pair, character: string) =>
    character === "\\" || character === open || character === close ? character : pair,
  );
  return plain.split(/\s+/).filter((item) => item !== "");
}

/** What a match is replaced with: after brackets it has delimiters of its own. */
function readSecondPart(state: LexState, delimiter: string): string {
  if (CLOSING[delimiter] === undefined) state.at -= 1;
  else skipToDelimiter(state);
  if (state.at >= state.text.length) return "";
  return readDelimited(state);
}

/** `/…/` where an operand may stand. */
export function readMatch(state: LexState): void {
  const line = lineOf(state, state.at);
  readDelimited(state);
  readFlags(state);
  push(state, { kind: "pattern", text: "", line }, "operator");
}

function readFlags(state: LexState): void {
  FLAGS.lastIndex = state.at;
  FLAGS.test(state.text);
  state.at = FLAGS.lastIndex;
}
