/** A word, a text, or a sign of a program in Vala or C; comments are none of them. */
export interface CLikeToken {
  readonly kind: "word" | "string" | "sign";
  /** Of a string what stands in its quotes, escapes as written. */
  readonly text: string;
  readonly line: number;
  /** A string all of which is known: no template with values in it. */
  readonly isFixed: boolean;
}

/** Blanks and comments; verbatim texts, templates and texts; characters; patterns where a value begins; words; signs. */
const NEXT =
  /((?:\s+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))+)|(@?)"""([\s\S]*?)(?:"""|$)|(@?)"((?:[^"\\\n]|\\[\s\S])*)"?|'(?:[^'\\\n]|\\[^\n]){1,10}'|([A-Za-z_]\w*)|(->|\?\?|[=!<>]=|=>|[\s\S])/y;
/** What stands before a pattern between slashes, where a quotient cannot. */
const BEFORE_PATTERN = /^[(,=]$/;
const PATTERN = /\/(?![/*])(?:[^/\\\n]|\\.){1,500}\/[a-z]*/y;

/** Reads the tokens of a program in Vala or C, in one pass; there is no text that has none. */
export function cLikeTokens(text: string): readonly CLikeToken[] {
  const tokens: CLikeToken[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const before = tokens.at(-1);
    if (text[at] === "/" && before?.kind === "sign" && BEFORE_PATTERN.test(before.text)) {
      PATTERN.lastIndex = at;
      const pattern = PATTERN.exec(text);
      if (pattern) {
        at += pattern[0].length;
        tokens.push({ kind: "string", text: "", line, isFixed: false });
        continue;
      }
    }
    NEXT.lastIndex = at;
    const [whole = "", blank, verbatimMark, verbatim, mark, string, word, sign] = NEXT.exec(text) ?? [];
    if (whole === "") break;
    at += whole.length;
    if (verbatim !== undefined) tokens.push({ kind: "string", text: verbatim, line, isFixed: verbatimMark === "" });
    else if (string !== undefined) tokens.push({ kind: "string", text: string, line, isFixed: mark === "" });
    else if (word !== undefined) tokens.push({ kind: "word", text: word, line, isFixed: true });
    else if (sign !== undefined) tokens.push({ kind: "sign", text: sign, line, isFixed: true });
    if (blank !== undefined || verbatim !== undefined || string !== undefined) line += linesIn(whole);
  }
  return tokens;
}

function linesIn(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
