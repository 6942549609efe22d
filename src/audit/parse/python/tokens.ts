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

const SPACE = /(?:[ \t\r\f\ufeff]|\\\r?\n)+/y;
const NAME = /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/y;
const NUMBER = /(?:\d|\.\d)[\w.]*/y;
const OPERATOR = /\*\*=?|\/\/=?|>>=?|<<=?|->|:=|[=!<>+\-*/%&|^@]=|\.\.\.|[^\s]/y;

/** The tokens of a program; ends of lines within brackets are none. Indentation is not kept. */
export function* pythonTokens(text: string, problems: Problem[]): Generator<PythonToken, void> {
  let at = 0;
  let line = 1;
  let open = 0;
  const complain = (code: string, message: string) =>
    problems.push({ code, severity: "error", message, place: { line, column: 1 } });
  const match = (form: RegExp): string | undefined => {
    form.lastIndex = at;
    return form.exec(text)?.[0];
  };
  while (at < text.length) {
    const space = match(SPACE);
    if (space) {
      at += space.length;
      line += endsOfLines(space);
      continue;
    }
    const c = text[at] as string;
    const isAtMargin = at === 0 || text[at - 1] === "\n";
    if (c === "\n") {
      if (open === 0) yield { kind: "newline", text: "\n", line, isAtMargin: false };
      at += 1;
      line += 1;
    } else if (c === "#") {
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end;
    } else {
      const literal = readLiteral(text, at);
      if (literal) {
        if (!literal.isClosed) complain("python-unterminated", "A string is never closed.");
        yield { kind: "string", text: literal.value, line, isAtMargin };
        line += endsOfLines(text.slice(at, literal.end));
        at = literal.end;
        if (!literal.isClosed && problems.length > 5) return;
        continue;
      }
      const name = match(NAME);
      const number = name === undefined ? match(NUMBER) : undefined;
      const token = name ?? number ?? match(OPERATOR) ?? c;
      if ("([{".includes(token)) open += 1;
      else if (")]}".includes(token)) {
        if (open === 0) complain("python-unexpected", `A '${token}' closes nothing.`);
        else open -= 1;
      }
      if (open > DEEPEST || problems.length > 5) {
        complain("python-nesting", `Brackets are nested more than ${DEEPEST} deep.`);
        return;
      }
      const kind = name !== undefined ? "name" : number !== undefined ? "number" : "operator";
      yield { kind, text: token, line, isAtMargin };
      at += token.length;
    }
  }
  if (open > 0) complain("python-unterminated", "A bracket is never closed.");
  yield { kind: "newline", text: "\n", line, isAtMargin: false };
}

function endsOfLines(text: string): number {
  let count = 0;
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) count += 1;
  return count;
}
