const UNDERSCORE = 95;

/**
 * The words of a text in lower case, each once, in their order. `libxml2`, `node-foo`, `foo.js` and `c++` are one word,
 * since packages and products are named so. This runs over every description of the lists, so it looks at each character once.
 */
export function wordsOf(text: string): readonly string[] {
  const lower = text.toLowerCase();
  const words: string[] = [];
  let start = -1;
  let end = 0;
  for (let at = 0; at <= lower.length; at += 1) {
    const code = at < lower.length ? lower.charCodeAt(at) : 0;
    if (isSolid(code)) {
      if (start < 0) start = at;
      end = at + 1;
    } else if (start >= 0 && !isJoint(code)) {
      const whole = withPlus(lower, end);
      if (whole - start > 1) pushNew(words, lower.slice(start, whole));
      start = -1;
    }
  }
  return words;
}

/** Where the importer ends a description (`shortDescription`): 70 characters, a space and three dots. */
const CUT_LENGTH = 74;
const DOTS = " ...";

/** The word in which a description breaks off, which may be a whole one; empty when it ends by itself. */
export function cutWord(description: string): string {
  if (description.length < CUT_LENGTH) return "";
  const end = description.length - DOTS.length;
  return description.endsWith(DOTS)
    ? description.slice(description.lastIndexOf(" ", end - 1) + 1, end).toLowerCase()
    : "";
}

function pushNew(words: string[], word: string): void {
  if (!words.includes(word)) words.push(word);
}

/** `c++`, `g++`, `libstdc++`: plus signs end a name, where other signs end a sentence. */
function withPlus(text: string, end: number): number {
  let at = end;
  while (text.charCodeAt(at) === 43) at += 1;
  return at;
}

function isSolid(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
}

/** `.`, `-`, `+` and `_` join what stands on both sides of them. */
function isJoint(code: number): boolean {
  return code === 46 || code === 45 || code === 43 || code === UNDERSCORE;
}
