import type { Parsed, Problem } from "../../../kernel/index.ts";
import { takeBracket } from "./brackets.ts";
import { readImport } from "./imports.ts";
import { quoteOf, readLiteral } from "./strings.ts";
import { endsOfLines, MOST_PROBLEMS, type PythonToken, pythonTokens } from "./tokens.ts";
import type { PythonProgram } from "./types.ts";

const HASH = 35;
const COLON = 58;
const SEMICOLON = 59;
const NEWLINE = 10;
const BACKSLASH = 92;

/** What changes where a statement begins or ends; everything between is passed over by the engine of patterns. */
const INTERESTING = /["'#\n()[\]{};:\\]/g;
const IMPORT = /[ \t\r\f\ufeff]*(?:import|from)(?![\w\u0080-\uffff])/y;

/**
 * Reads what a program imports and nothing else: of a library, nothing else leads on. It takes a fraction of the time of
 * `readPython`, and has the same to say of what is broken.
 */
export function readPythonImports(text: string): Parsed<PythonProgram["imports"]> {
  const problems: Problem[] = [];
  const imports: PythonProgram["imports"][number][] = [];
  let at = 0;
  let line = 1;
  let isStart = true;
  let begin = -1;
  let beginLine = 1;
  const complain = (code: string, message: string): void =>
    void problems.push({ code, severity: "error", message, place: { line, column: 1 } });
  const brackets = { open: 0, complain };
  const end = (to: number): void => {
    if (begin >= 0) imports.push(...importsIn(text.slice(begin, to), beginLine));
    begin = -1;
  };
  while (at < text.length) {
    if (isStart) {
      IMPORT.lastIndex = at;
      if (IMPORT.test(text)) {
        begin = at;
        beginLine = line;
      }
      isStart = false;
    }
    INTERESTING.lastIndex = at;
    const found = INTERESTING.exec(text);
    if (!found) break;
    at = found.index;
    const c = text.charCodeAt(at);
    if (c === NEWLINE) {
      if (brackets.open === 0) {
        end(at);
        isStart = true;
      }
      line += 1;
      at += 1;
    } else if (c === HASH) {
      const close = text.indexOf("\n", at);
      at = close < 0 ? text.length : close;
    } else if (c === 34 || c === 39) {
      const start = prefixBefore(text, at);
      const literal = readLiteral(text, start, at);
      if (!literal.isClosed) complain("python-unterminated", "A string is never closed.");
      line += endsOfLines(text, at, literal.end);
      at = literal.end;
    } else if (c === BACKSLASH) {
      at += 1;
      if (text.startsWith("\r\n", at)) at += 1;
      if (text.charCodeAt(at) === NEWLINE) {
        at += 1;
        line += 1;
      }
    } else {
      if (c === SEMICOLON) end(at);
      isStart = (c === SEMICOLON || (c === COLON && begin < 0)) && brackets.open === 0;
      at += 1;
      if (!takeBracket(brackets, c)) return { value: imports, problems };
    }
    if (problems.length > MOST_PROBLEMS) return { value: imports, problems };
  }
  end(text.length);
  if (brackets.open > 0) complain("python-unterminated", "A bracket is never closed.");
  return { value: imports, problems };
}

/** Where the letters begin that belong to a quote: the end of a longer name does not. */
function prefixBefore(text: string, quote: number): number {
  let start = quote;
  while (start > 0 && quote - start < 3 && isWord(text.charCodeAt(start - 1))) start -= 1;
  const isPrefix = start < quote && quote - start < 3 && quoteOf(text, start, text.charCodeAt(start)) === quote;
  return isPrefix ? start : quote;
}

function isWord(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95 || c >= 128;
}

function importsIn(statement: string, line: number): PythonProgram["imports"] {
  const tokens: PythonToken[] = [];
  pythonTokens(statement, [], (token) => {
    if (token.kind !== "newline") tokens.push({ ...token, line: token.line + line - 1 });
  });
  return readImport(tokens, new Map());
}
