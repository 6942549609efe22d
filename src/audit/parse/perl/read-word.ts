import { readQuoteLike } from "./quotes.ts";
import { peekAfterBlanks } from "./spaces.ts";
import { type Expected, endOfLine, type LexState, lineOf, push, pushOperator } from "./state.ts";
import { OPERATORS, QUOTES, TAKES_OPERAND, VALUES } from "./words.ts";

const WORD = /[A-Za-z_\u0080-\u{10ffff}][\w\u0080-\u{10ffff}]*/uy;
const REST = /(?:(?:::|'(?=[A-Za-z_]))[\w\u0080-\u{10ffff}]*)+/uy;
const FORMAT = /format(?:[ \t]+[\w:]+)?[ \t]*=[ \t]*\r?\n/y;
const PROTOTYPE = /\([\s$@%&*;\\[\]+_]*\)/y;

/** Reads a name, a keyword, a word operator or the quote that a word begins. False at the end of the program. */
export function readWord(state: LexState): boolean {
  const { text, at } = state;
  if (state.expected === "statement" && readFormat(state)) return true;
  WORD.lastIndex = at;
  const [short = ""] = WORD.exec(text) ?? [];
  const last = state.tokens.at(-1);
  const before = last?.kind === "operator" || last?.kind === "word" ? last.text : "";
  const isName =
    before === "->" ||
    before === "use" ||
    before === "no" ||
    before === "sub" ||
    before === "package" ||
    before === "&";
  const next = peekAfterBlanks(text, at + short.length);
  state.at = at + short.length;
  if (before !== "->" && (text.startsWith("=>", next) || isKey(state, next))) return pushBare(state, short, at);
  if (QUOTES.has(short) && !isName) {
    readQuoteLike(state, short, at);
    return true;
  }
  const word = longName(state, short);
  if (state.expected === "operator" && /^x\d+$/.test(word)) return pushTimes(state, at);
  if (word === "__END__" || word === "__DATA__") return false;
  if (OPERATORS.has(word) && isOperatorHere(state, word, isName)) {
    pushOperator(state, word, at, "operand");
    return true;
  }
  if (state.expected === "statement" && readLabel(state, word)) return true;
  const isSub = word === "sub" && before !== "->" && before !== "package";
  if (isSub) state.sub = { isNamed: false, depth: state.frames.length };
  if (before === "sub") state.sub = { isNamed: true, depth: state.frames.length };
  push(state, { kind: "word", text: word, line: lineOf(state, at) }, expectedAfter(word, before));
  if (isSub || before === "sub" || (word === "prototype" && before === ":")) skipPrototype(state);
  return true;
}

/** A bare word between braces is a string; so is one before `=>`. */
function isKey(state: LexState, next: number): boolean {
  const last = state.tokens.at(-1);
  const isFirst = last?.kind === "operator" && (last.text === "{" || (last.text === "-" && isOpenBrace(state)));
  return isFirst && state.text[next] === "}" && state.frames.at(-1)?.kind === "curly";
}

function isOpenBrace(state: LexState): boolean {
  const before = state.tokens.at(-2);
  return before?.kind === "operator" && before.text === "{";
}

function pushBare(state: LexState, text: string, at: number): true {
  push(state, { kind: "string", text, interpolates: false, line: lineOf(state, at) }, "operator");
  return true;
}

function longName(state: LexState, short: string): string {
  REST.lastIndex = state.at;
  const [rest = ""] = REST.exec(state.text) ?? [];
  state.at += rest.length;
  return short + rest.replaceAll("'", "::");
}

/** `x80`: the operator and a number. */
function pushTimes(state: LexState, at: number): true {
  state.at = at + 1;
  pushOperator(state, "x", at, "operand");
  return true;
}

function isOperatorHere(state: LexState, word: string, isName: boolean): boolean {
  if (isName || state.expected === "statement") return false;
  if (state.expected === "operand") return word !== "x" && word !== "isa" && state.tokens.at(-1)?.kind === "word";
  return true;
}

/** `LABEL:` stands in front of a statement and is none itself. */
function readLabel(state: LexState, word: string): boolean {
  const next = peekAfterBlanks(state.text, state.at);
  if (state.text[next] !== ":" || state.text[next + 1] === ":" || !/^\w+$/.test(word) || word === "default")
    return false;
  state.at = next + 1;
  return true;
}

function readFormat(state: LexState): boolean {
  FORMAT.lastIndex = state.at;
  if (!FORMAT.test(state.text)) return false;
  let at = FORMAT.lastIndex;
  while (at < state.text.length && !/^\.\s*$/.test(state.text.slice(at, Math.min(endOfLine(state.text, at), at + 9)))) {
    at = endOfLine(state.text, at) + 1;
  }
  state.at = Math.min(endOfLine(state.text, at), state.text.length);
  return true;
}

function skipPrototype(state: LexState): void {
  PROTOTYPE.lastIndex = peekAfterBlanks(state.text, state.at);
  if (PROTOTYPE.test(state.text)) state.at = PROTOTYPE.lastIndex;
}

function expectedAfter(word: string, before: string): Expected {
  if (before === "->") return "operator";
  if (before === "sub" || before === "use" || before === "no") return "operand";
  if (VALUES.has(word)) return "operator";
  return TAKES_OPERAND.has(word) ? "operand" : "either";
}
