import type { Problem } from "../../../kernel/index.ts";
import { readLiteral } from "./strings.ts";

export interface PythonToken {
  readonly kind: "name" | "number" | "string" | "operator" | "newline";
  /** Of a string its value, undefined when it is computed. */
  readonly text: string | undefined;
  readonly line: number;
  /** It is the first of its line and not indented. */
  readonly isAtMargin: boolean;
}

/** Python itself refuses more (Parser/tokenizer). */
const DEEPEST = 200;

const MOST_PROBLEMS = 5;
const BRACKETS = "()[]{}";
const SPACE = 32;
const NEWLINE = 10;
const HASH = 35;

const BLANK = /(?:[ \t\r\f\ufeff]|\\\r?\n)+/y;
const NAME = /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/y;
const NUMBER = /(?:\d|\.\d)[\w.]*/y;
const OPERATOR = /\*\*=?|\/\/=?|>>=?|<<=?|->|:=|[=!<>+\-*/%&|^@]=|\.\.\.|[^\s]/y;

/**
 * The tokens of a program, handed to `take`; ends of lines within brackets are none. Indentation is not kept. It is one
 * object, which changes: whoever keeps a token copies it.
 */
export function pythonTokens(text: string, problems: Problem[], take: (token: PythonToken) => void): void {
  let at = 0;
  let line = 1;
  let open = 0;
  const token = {
    kind: "newline" as PythonToken["kind"],
    text: undefined as string | undefined,
    line,
    isAtMargin: true,
  };
  const hand = (kind: PythonToken["kind"], value: string | undefined, isAtMargin: boolean): void => {
    token.kind = kind;
    token.text = value;
    token.line = line;
    token.isAtMargin = isAtMargin;
    take(token);
  };
  const complain = (code: string, message: string) =>
    problems.push({ code, severity: "error", message, place: { line, column: 1 } });
  while (at < text.length) {
    const c = text.charCodeAt(at);
    if (c === SPACE) {
      at += 1;
      continue;
    }
    const isAtMargin = at === 0 || text.charCodeAt(at - 1) === NEWLINE;
    if (c === NEWLINE) {
      if (open === 0) hand("newline", "\n", false);
      at += 1;
      line += 1;
      continue;
    }
    if (c === HASH) {
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end;
      continue;
    }
    const literal = mayBeginLiteral(c) ? readLiteral(text, at) : undefined;
    if (literal) {
      if (!literal.isClosed) complain("python-unterminated", "A string is never closed.");
      hand("string", literal.value, isAtMargin);
      line += endsOfLines(text.slice(at, literal.end));
      at = literal.end;
      if (problems.length > MOST_PROBLEMS) return;
      continue;
    }
    const form = formOf(c);
    form.lastIndex = at;
    const found = form.exec(text)?.[0] ?? (text[at] as string);
    at += found.length;
    if (form === BLANK) {
      line += endsOfLines(found);
      continue;
    }
    if (form === OPERATOR && BRACKETS.includes(found)) {
      if ("([{".includes(found)) open += 1;
      else if (open === 0) complain("python-unexpected", `A '${found}' closes nothing.`);
      else open -= 1;
      if (open > DEEPEST) complain("python-nesting", `Brackets are nested more than ${DEEPEST} deep.`);
      if (open > DEEPEST || problems.length > MOST_PROBLEMS) return;
    }
    hand(form === NAME ? "name" : form === NUMBER ? "number" : "operator", found, isAtMargin);
  }
  if (open > 0) complain("python-unterminated", "A bracket is never closed.");
  hand("newline", "\n", false);
}

/** A quote, or a letter of a prefix. */
function mayBeginLiteral(c: number): boolean {
  return c === 34 || c === 39 || ((c | 32) <= 117 && "rbuft".includes(String.fromCharCode(c | 32)));
}

/** Which form a token has that begins with this character. */
function formOf(c: number): RegExp {
  if ((c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || (c >= 128 && c !== 0xfeff)) return NAME;
  if (c >= 48 && c <= 57) return NUMBER;
  return c === 9 || c === 12 || c === 13 || c === 92 || c === 0xfeff ? BLANK : OPERATOR;
}

function endsOfLines(text: string): number {
  let count = 0;
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) count += 1;
  return count;
}
