import type { Tokens } from "./tokens.ts";

const PREFIX = /^(?:keyof|readonly|unique|infer|typeof|asserts|new|abstract)$/;
/** Types in types are followed so deep. */
const DEEPEST = 60;

/** The index behind the type that begins at a token; undefined when none does. */
export function typeEnd(tokens: Tokens, from: number, depth = 0): number | undefined {
  const { list } = tokens;
  const textAt = (at: number): string => list[at]?.text ?? "";
  let at: number | undefined = /^[|&]$/.test(textAt(from)) ? from + 1 : from;
  if (depth > DEEPEST) return undefined;
  for (;;) {
    at = primaryEnd(tokens, at, depth + 1);
    if (at === undefined) return undefined;
    if (textAt(at) === "is" && !list[at]?.isFirst) return typeEnd(tokens, at + 1, depth + 1);
    if (textAt(at) === "extends") return conditionalEnd(tokens, at, depth);
    if (!/^[|&]$/.test(textAt(at))) return at;
    at += 1;
  }
}

/** `A extends B ? C : D`, which a type alias may be. */
function conditionalEnd(tokens: Tokens, at: number, depth: number): number | undefined {
  const whole = typeEnd(tokens, at + 1, depth + 1);
  if (whole === undefined || tokens.list[whole]?.text !== "?") return whole;
  const first = typeEnd(tokens, whole + 1, depth + 1);
  return first !== undefined && tokens.list[first]?.text === ":" ? typeEnd(tokens, first + 1, depth + 1) : undefined;
}

function primaryEnd(tokens: Tokens, from: number, depth: number): number | undefined {
  const { list, match } = tokens;
  const token = list[from];
  if (!token) return undefined;
  const { kind, text } = token;
  const next = list[from + 1];
  const isPrefix =
    kind === "word" && PREFIX.test(text) && next && (next.kind !== "punctuator" || /^[[({<]$/.test(next.text));
  if (isPrefix) return primaryEnd(tokens, from + 1, depth);
  if (text === "<") {
    const parameters = listOfTypesEnd(tokens, from, depth);
    return parameters === undefined ? undefined : primaryEnd(tokens, parameters, depth);
  }
  if (text === "-" || text === "import") return primaryEnd(tokens, from + 1, depth);
  let at: number;
  if (text === "(" || text === "[" || text === "{") {
    const close = match.get(from);
    if (close === undefined) return undefined;
    if (text === "(" && list[close + 1]?.text === "=>" && hasParameters(tokens, from, close))
      return typeEnd(tokens, close + 2, depth + 1);
    at = close + 1;
  } else if (kind === "word" || kind === "literal") {
    at = from;
    while (list[at]?.text.endsWith("${") && match.has(at)) at = match.get(at) as number;
    at += 1;
  } else return undefined;
  return suffixEnd(tokens, at, depth);
}

/** Whether parameters stand in parentheses, and no type. */
function hasParameters({ list, match }: Tokens, open: number, close: number): boolean {
  const first = list[open + 1];
  if (open + 1 === close || first?.text === "...") return true;
  const after = first?.text === "{" || first?.text === "[" ? (match.get(open + 1) ?? open) + 1 : open + 2;
  return (first?.kind === "word" || after > open + 2) && (after === close || /^[:,?=]$/.test(list[after]?.text ?? ""));
}

/** `.B`, `<C>`, `[]`, `["d"]`. */
function suffixEnd(tokens: Tokens, from: number, depth: number): number | undefined {
  const { list, match } = tokens;
  let at = from;
  for (let token = list[at]; token; token = list[at]) {
    if (token.text === "." && list[at + 1]?.kind === "word") at += 2;
    else if (token.text === "<") {
      const end = listOfTypesEnd(tokens, at, depth);
      if (end === undefined) return at;
      at = end;
    } else if (token.text === "[" && !token.isFirst) at = (match.get(at) ?? at) + 1;
    else break;
  }
  return at;
}

/** The index behind `<A, B extends C = D>`; undefined when it is none. */
export function listOfTypesEnd(tokens: Tokens, from: number, depth = 0): number | undefined {
  const { list } = tokens;
  const textAt = (at: number): string => list[at]?.text ?? "";
  if (textAt(from) !== "<" || depth > DEEPEST) return undefined;
  let at = from + 1;
  while (textAt(at) !== ">") {
    if (/^(?:const|in|out)$/.test(textAt(at)) && list[at + 1]?.kind === "word") at += 1;
    const end = typeEnd(tokens, at, depth + 1);
    if (end === undefined) return undefined;
    at = end;
    if (textAt(at) === "=") {
      const fallback = typeEnd(tokens, at + 1, depth + 1);
      if (fallback === undefined) return undefined;
      at = fallback;
    }
    if (textAt(at) === ",") at += 1;
    else if (textAt(at) !== ">") return undefined;
  }
  return at + 1;
}
