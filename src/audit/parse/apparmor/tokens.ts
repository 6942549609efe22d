/** What the language is made of; includes and assignments end with their line, everything else with `,`, `{` or `}`. */
export interface Token {
  readonly kind: "word" | "list" | "end" | "open" | "close" | "include" | "assignment";
  /** A word without its quotes; what stands between the parentheses of a list; a directive as written. */
  readonly text: string;
  readonly line: number;
}

const BLANKS = /[\s\ufeff]+/y;
const LINE_REST = /[^\n]*/y;
const INCLUDE = /#?include[ \t]+(?:if[ \t]+exists[ \t]+)?(?:<[^>\n]*>|"[^"\n]*"|[^\s,]+)[ \t]*,?/y;
const VARIABLE = /[@$]\{[^\s{}]{1,200}\}[ \t]{0,200}\+?=/y;
const PLAIN = /[^\s,"\\{}()]+/y;

/** The tokens of a profile (apparmor.d(5)); takes any text, in one pass. */
export function* tokens(text: string): Generator<Token> {
  const lineAt = lineCounter(text);
  let begins = true;
  for (let at = skip(BLANKS, text, 0); at < text.length; at = skip(BLANKS, text, at)) {
    const line = lineAt(at);
    const mark = text[at];
    if (begins && (mark === "i" || mark === "#")) {
      const end = skip(INCLUDE, text, at);
      if (end > at) {
        yield { kind: "include", text: text.slice(at, end), line };
        at = end;
        continue;
      }
    }
    if (mark === "#") {
      at = skip(LINE_REST, text, at);
      continue;
    }
    if (begins && (mark === "@" || mark === "$") && skip(VARIABLE, text, at) > at) {
      const end = logicalLineEnd(text, at);
      yield { kind: "assignment", text: text.slice(at, end), line };
      at = end;
      continue;
    }
    if (mark === "," || mark === "{" || mark === "}") {
      yield { kind: mark === "," ? "end" : mark === "{" ? "open" : "close", text: mark, line };
      begins = true;
      at += 1;
      continue;
    }
    begins = false;
    if (mark === "(") {
      const end = listEnd(text, at);
      yield { kind: "list", text: text.slice(at + 1, end), line };
      at = Math.min(end + 1, text.length);
      continue;
    }
    const word = readWord(text, at);
    yield { kind: "word", text: word.text, line };
    at = Math.max(word.end, at + 1);
  }
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** The line of a place, for places that only go forward. */
function lineCounter(text: string): (at: number) => number {
  let line = 1;
  let next = text.indexOf("\n");
  return (at) => {
    while (next >= 0 && next < at) {
      line += 1;
      next = text.indexOf("\n", next + 1);
    }
    return line;
  };
}

/** An assignment's line, with those that a backslash takes in. */
function logicalLineEnd(text: string, at: number): number {
  let end = skip(LINE_REST, text, at);
  while (end < text.length && /\\\r?$/.test(text.slice(Math.max(at, end - 2), end)))
    end = skip(LINE_REST, text, end + 1);
  return end;
}

function listEnd(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end += 1) {
    if (text[end] === ")") return end;
    if (text[end] === '"') end = quoteEnd(text, end);
  }
  return text.length;
}

function quoteEnd(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end += 1) {
    if (text[end] === '"') return end;
    if (text[end] === "\\") end += 1;
  }
  return text.length;
}

/**
 * A word ends at a blank, at a comma that blanks follow, at a brace that opens or closes a block, and before the
 * parenthesis of `flags=(…)`. Commas and braces of a glob have no blanks in them.
 */
function readWord(text: string, start: number): { readonly text: string; readonly end: number } {
  const pieces: string[] = [];
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const plain = skip(PLAIN, text, at);
    if (plain > at) {
      pieces.push(text.slice(at, plain));
      at = plain;
      continue;
    }
    const mark = text[at] ?? "";
    if (/\s/.test(mark)) break;
    const isLast = at + 1 >= text.length || /[\s#]/.test(text[at + 1] ?? "");
    if (mark === '"') {
      const end = quoteEnd(text, at);
      pieces.push(text.slice(at + 1, end));
      at = end + 1;
      continue;
    }
    if (mark === "(" && text[at - 1] === "=" && at > start) break;
    if (mark === "," && (isLast || (depth === 0 && (text[at + 1] === "}" || isLetters(pieces))))) break;
    if (mark === "{" && isLast && at > start) break;
    if (mark === "}" && depth === 0) break;
    if (mark === "{") depth += 1;
    if (mark === "}") depth -= 1;
    const length = mark === "\\" ? 2 : 1;
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return { text: pieces.join(""), end: at };
}

/** Letters of access end at a comma, whatever follows; a path may have commas. */
function isLetters(pieces: readonly string[]): boolean {
  return pieces.length === 1 && /^[a-z]{1,12}$/i.test(pieces[0] ?? "");
}
