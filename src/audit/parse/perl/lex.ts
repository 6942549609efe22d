import { closeAll, closeBracket, openBrace, openBracket } from "./braces.ts";
import { readHeredoc } from "./heredocs.ts";
import { readMatch, readQuote } from "./quotes.ts";
import { readWord } from "./read-word.ts";
import { skipPod, skipSpaces } from "./spaces.ts";
import { endStatement, type LexState, lineOf, push, pushOperator } from "./state.ts";
import { readVariable } from "./variables.ts";

const NUMBER = /0[xX][\da-fA-F_]+|0[bB][01_]+|v\d[\d._]*|(?:\d[\d_]*(?:\.(?!\.)[\d_]*)*|\.\d[\d_]*)(?:[eE][-+]?\d+)?/y;
const FILE_TEST = /-[rwxoRWXOezsfdlpSugkbctTBAMC](?!\w|\s*=>)/y;
const READLINE = /<(?:<>|[^<>\n]{0,1000})>/y;
const HANDLE = /<(?:<>|\$\w+|[A-Z_][A-Z0-9_]*)?>/y;
const DEREFERENCED = /(?:\$#|[$@%&*])(?:\*|(?=[[{]))/y;
const OPERATOR =
  /<=>|\*\*=|\|\|=|&&=|\/\/=|\.\.\.|<<=|>>=|\^\^=|->|\+\+|--|\*\*|=~|!~|==|!=|<=|>=|&&|\|\||\/\/|\.\.|\^\^|[-+*/.%x&|^]=|<<|>>|=>|~~|[\s\S]/uy;

/** Reads a program from where the state stands to its end. */
export function lex(state: LexState): void {
  skipPod(state);
  while (skipSpaces(state) && readToken(state));
  closeAll(state);
}

/** One token, and false where the program ends before its text does. */
function readToken(state: LexState): boolean {
  const character = state.text[state.at] ?? "";
  if (/[A-Za-z_\u0080-\uffff]/.test(character)) return readNumber(state, "v") || readWord(state);
  switch (character) {
    case "'":
    case '"':
    case "`":
      readQuote(state);
      return true;
    case "(":
      openBracket(state, "round");
      return true;
    case "[":
      openBracket(state, "square");
      return true;
    case "{":
      openBrace(state);
      return true;
    case ")":
    case "]":
    case "}":
      closeBracket(state, character);
      return true;
    case ";":
      readSemicolon(state);
      return true;
    // End of the program (perldata(1)).
    case "\u0004":
    case "\u001a":
      return false;
  }
  return (
    readNumber(state, character) ||
    readSigil(state, character) ||
    readAmbiguous(state, character) ||
    readOperator(state)
  );
}

function readSemicolon(state: LexState): void {
  state.sub = state.sub && state.sub.depth < state.frames.length ? state.sub : undefined;
  if ((state.frames.at(-1)?.kind ?? "block") === "block") endStatement(state);
  else pushOperator(state, ";", state.at, "operand");
  state.at += 1;
}

function readNumber(state: LexState, character: string): boolean {
  if (!/[\d.v]/.test(character) || (character === "." && state.expected === "operator")) return false;
  NUMBER.lastIndex = state.at;
  const [text] = NUMBER.exec(state.text) ?? [];
  if (text === undefined || (character === "v" && !isVersion(state, text))) return false;
  const line = lineOf(state, state.at);
  state.at += text.length;
  push(state, { kind: "number", text, line }, "operator");
  return true;
}

/** `v5.36` and not a function's name, a key or a word that goes on. */
function isVersion(state: LexState, text: string): boolean {
  const after = state.text[state.at + text.length] ?? "";
  return (
    state.expected !== "operator" &&
    text.length > 1 &&
    !/\w/.test(after) &&
    !/^\s*=>/.test(state.text.slice(state.at + text.length, state.at + text.length + 20))
  );
}

function readSigil(state: LexState, character: string): boolean {
  const { text, at, expected } = state;
  if (!/[$@%&*]/.test(character)) return false;
  const last = state.tokens.at(-1);
  if (last?.kind === "operator" && last.text === "->") {
    DEREFERENCED.lastIndex = at;
    const [sign] = DEREFERENCED.exec(text) ?? [];
    if (sign !== undefined) {
      pushOperator(state, sign, at, sign.endsWith("*") && sign !== "*" ? "operator" : "operand");
      state.at = at + sign.length;
      return true;
    }
  }
  if (character === "$" || character === "@") return readVariable(state);
  if (expected === "operator" || (character === "&" && text[at + 1] === "&")) return false;
  if (expected === "either" && !(/\s/.test(text[at - 1] ?? "") && /[\w{$:]/.test(text[at + 1] ?? ""))) return false;
  return readVariable(state);
}

const FAR = 1000;

/** `/`, `<`, `-` and `<<` mean one thing where an operand may stand and another where an operator may. */
function readAmbiguous(state: LexState, character: string): boolean {
  const { text, at, expected } = state;
  if (expected === "operator") return character === "<" && followsHandle(state) && readHeredoc(state);
  if (character === "/") {
    if (expected === "either" && !looksLikeMatch(state)) return false;
    if (text[at + 1] === "/" && isFunction(state)) return false;
    readMatch(state);
    return true;
  }
  if (character === "<") return readHeredoc(state) || readReadline(state, expected === "either" ? HANDLE : READLINE);
  if (character !== "-") return false;
  FILE_TEST.lastIndex = at;
  if (!FILE_TEST.test(text)) return false;
  pushOperator(state, text.slice(at, at + 2), at, "operand");
  state.at = at + 2;
  return true;
}

/** `print $handle <<END`. */
function followsHandle({ text, at, tokens }: LexState): boolean {
  const before = tokens.at(-2);
  return (
    tokens.at(-1)?.kind === "variable" &&
    before?.kind === "word" &&
    /^(?:printf?|say)$/.test(before.text) &&
    /<<[~"'`A-Za-z_]/.test(text.slice(at, at + 3))
  );
}

/** After a word that nobody knows: no blank behind the slash, and another slash on this line. */
function looksLikeMatch(state: LexState): boolean {
  const { text, at } = state;
  if (/[\s=]/.test(text[at + 1] ?? " ") || !/[\s(]/.test(text[at - 1] ?? "")) return false;
  lineOf(state, at);
  const rest = text.slice(at + 1, Math.min(state.lineEnd, at + FAR));
  return /^(?:[^\\/]|\\.)*\//.test(rest);
}

/** `shift // 0`: what takes an operand or none is followed by the operator. */
function isFunction(state: LexState): boolean {
  const last = state.tokens.at(-1);
  return last?.kind === "word" && /^(?:shift|pop|getc|pos|readline|readlink|undef|umask|caller)$/.test(last.text);
}

function readReadline(state: LexState, form: RegExp): boolean {
  form.lastIndex = state.at;
  const [text] = form.exec(state.text) ?? [];
  if (text === undefined) return false;
  pushOperator(state, "readline", state.at, "operator");
  state.at += text.length;
  return true;
}

function readOperator(state: LexState): boolean {
  OPERATOR.lastIndex = state.at;
  const text = OPERATOR.exec(state.text)?.[0] ?? state.text[state.at] ?? "";
  const isPostfix = (text === "++" || text === "--") && state.expected === "operator";
  pushOperator(state, text, state.at, isPostfix ? "operator" : "operand");
  state.at += text.length;
  return true;
}
