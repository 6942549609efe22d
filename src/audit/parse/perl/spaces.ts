import { endOfLine, type LexState } from "./state.ts";

const SPACES = /[ \t\r\f\v\u00a0\u0085\ufeff]+/y;
const POD = /=[A-Za-z]/y;

/** Goes to the next token: over blanks, comments, POD (perlpod(1)) and bodies of here documents. False at the end. */
export function skipSpaces(state: LexState): boolean {
  const { text } = state;
  while (state.at < text.length) {
    const character = text[state.at];
    if (character === "\n") {
      state.at = state.at === state.bodiesAt ? state.bodiesEnd : state.at + 1;
      if (state.expected === "statement") skipPod(state);
    } else if (character === "#") {
      state.at = endOfLine(text, state.at);
    } else {
      SPACES.lastIndex = state.at;
      if (!SPACES.test(text)) return true;
      state.at = SPACES.lastIndex;
    }
  }
  return false;
}

/** At the beginning of a line where a statement may begin, `=word` begins documentation, which ends after `=cut`. */
export function skipPod(state: LexState): void {
  POD.lastIndex = state.at;
  while (POD.test(state.text)) {
    const end = findCut(state.text, state.at);
    state.at = end < 0 ? state.text.length : Math.min(endOfLine(state.text, end) + 1, state.text.length);
    POD.lastIndex = state.at;
  }
}

function findCut(text: string, from: number): number {
  for (let at = from; at >= 0; at = text.indexOf("\n=cut", at) + 1 || -1) {
    if (text.startsWith("=cut", at) && !/[A-Za-z]/.test(text[at + 4] ?? "")) return at;
  }
  return -1;
}

/** Up to a quote or its second part: blanks, and comments when a blank stands before them. */
export function skipToDelimiter(state: LexState): void {
  const { text } = state;
  let isComment = false;
  while (state.at < text.length) {
    const character = text[state.at] ?? "";
    if (character === "\n" && state.at === state.bodiesAt) state.at = state.bodiesEnd;
    else if (/\s/.test(character)) state.at += 1;
    else if (character === "#" && isComment) state.at = endOfLine(text, state.at);
    else return;
    isComment = true;
  }
}

/** What stands after the blanks from here on this line. */
export function peekAfterBlanks(text: string, at: number): number {
  let next = at;
  while (text[next] === " " || text[next] === "\t" || text[next] === "\n" || text[next] === "\r") next += 1;
  return next;
}
