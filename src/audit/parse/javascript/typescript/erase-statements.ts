import type { Eraser } from "./eraser.ts";
import { listOfTypesEnd, typeEnd } from "./type-end.ts";

/** Erases a statement that is of types alone, and the types of declarations; undefined when none of these begins here. */
export function eraseStatement(eraser: Eraser, at: number): number | undefined {
  const { tokens, textAt } = eraser;
  const { list, match } = tokens;
  const start = /^(?:export|declare|default)$/.test(textAt(at - 1)) ? startOf(eraser, at) : at;
  const isName = (index: number): boolean => list[index]?.kind === "word" && !list[index]?.isFirst;
  switch (textAt(at)) {
    case "import":
      return textAt(at + 1) === "(" || textAt(at + 1) === "." ? undefined : eraseImport(eraser, at);
    case "export":
      if (textAt(at + 1) === "type" && /^[{*]$/.test(textAt(at + 2))) return eraser.erase(at, statementEnd(eraser, at));
      return textAt(at + 1) === "{" ? eraseSpecifiers(eraser, at + 1) : undefined;
    case "interface": {
      const open = isName(at + 1) ? nextBrace(eraser, at + 2) : undefined;
      return open === undefined ? undefined : eraser.erase(start, (match.get(open) ?? open) + 1);
    }
    case "type": {
      if (!isName(at + 1)) return undefined;
      const equals = textAt(at + 2) === "<" ? listOfTypesEnd(tokens, at + 2) : at + 2;
      const end = equals !== undefined && textAt(equals) === "=" ? typeEnd(tokens, equals + 1, 1) : undefined;
      return end === undefined ? undefined : eraser.erase(start, textAt(end) === ";" ? end + 1 : end);
    }
    case "enum": {
      const open = at + 2;
      const from = textAt(at - 1) === "const" ? startOf(eraser, at - 1) : start;
      return isName(at + 1) && textAt(open) === "{" ? eraser.erase(from, (match.get(open) ?? open) + 1) : undefined;
    }
    case "declare":
      return isName(at + 1) ? eraser.erase(at, statementEnd(eraser, at)) : undefined;
    case "abstract":
      return textAt(at + 1) === "class" ? eraser.erase(at, at + 1) : undefined;
    case "let":
    case "const":
    case "var":
      return textAt(at + 1) === "enum" ? undefined : eraseDeclaration(eraser, at + 1);
    case "catch":
      if (textAt(at + 1) === "(" && textAt(at + 3) === ":") eraser.erase(at + 3, match.get(at + 1) ?? at + 3);
      return undefined;
    case "namespace": {
      const open = isName(at + 1) ? nextBrace(eraser, at + 2) : undefined;
      if (open === undefined) return undefined;
      eraser.erase(match.get(open) ?? open, (match.get(open) ?? open) + 1);
      return eraser.erase(start, open + 1);
    }
    default:
      return undefined;
  }
}

function startOf({ textAt }: Eraser, at: number): number {
  let from = at;
  while (/^(?:export|declare|default)$/.test(textAt(from - 1))) from -= 1;
  return from;
}

/** `import type X from "y"`, `import {type X, z} from "y"`; the rest of an import has no types. */
function eraseImport(eraser: Eraser, at: number): number {
  const { tokens, textAt } = eraser;
  const end = statementEnd(eraser, at);
  const isOfTypes = textAt(at + 1) === "type" && textAt(at + 2) !== "from" && textAt(at + 2) !== ",";
  if (isOfTypes) return eraser.erase(at, end);
  for (let index = at; index < end; index += 1) if (textAt(index) === "{") eraseSpecifiers(eraser, index);
  // `import x = require("y")`
  if (textAt(at + 2) === "=") eraser.erase(at, end);
  return Math.max(end, tokens.match.get(at + 1) ?? end);
}

function eraseSpecifiers(eraser: Eraser, open: number): number {
  const { tokens, textAt } = eraser;
  const close = tokens.match.get(open) ?? open;
  for (let at = open + 1; at < close; at += 1) {
    if (textAt(at) !== "type" || !/^[{,]$/.test(textAt(at - 1)) || /^(?:,|\}|as)$/.test(textAt(at + 1))) continue;
    let end = at;
    while (end < close && textAt(end) !== ",") end += 1;
    at = eraser.erase(at, textAt(end) === "," ? end + 1 : end) - 1;
  }
  return close + 1;
}

/** Behind the semicolon, the block or the last line of a statement that has none. */
function statementEnd({ tokens, textAt }: Eraser, from: number): number {
  const { list, match } = tokens;
  let at = from + 1;
  while (at < list.length && textAt(at) !== ";") {
    const last = list[at - 1];
    if (list[at]?.isFirst && last && (last.kind === "literal" || /^[)}\]]$/.test(last.text))) return at;
    if (textAt(at) === "}") return at;
    const close = match.get(at);
    at = (close !== undefined && close > at ? close : at) + 1;
  }
  return Math.min(at + 1, list.length);
}

/** Tokens between the name of an interface and its brace. */
const LONGEST_HEAD = 400;

function nextBrace({ tokens, textAt }: Eraser, from: number): number | undefined {
  const last = Math.min(tokens.list.length, from + LONGEST_HEAD);
  for (let at = from; at < last && textAt(at) !== ";"; at += 1) if (textAt(at) === "{") return at;
  return undefined;
}

/** The types of `a: T = b, c!: U` and of `for (const a of …)`; what they get is erased by whoever goes on. */
function eraseDeclaration(eraser: Eraser, from: number): number {
  const { tokens, textAt } = eraser;
  const { list, match } = tokens;
  let at = from;
  for (let isTarget = true; at < list.length; ) {
    if (isTarget) {
      if (at > from && DECLARING.test(textAt(at))) return from;
      const first = at;
      at = textAt(at) === "{" || textAt(at) === "[" ? (match.get(at) ?? at) + 1 : at + 1;
      if (textAt(at) === "!") at = eraser.erase(at, at + 1);
      if (textAt(at) === ":") at = eraser.erase(at, typeEnd(tokens, at + 1) ?? at + 1);
      if (list[first]?.kind === "literal") return from + 1;
      isTarget = false;
      continue;
    }
    const text = textAt(at);
    if (text === ",") {
      isTarget = true;
      at += 1;
    } else if (/^[;)}\]]$/.test(text) || /^(?:of|in|let|const|var)$/.test(text) || startsStatement(eraser, at))
      return from;
    else at = (match.get(at) ?? 0) > at ? (match.get(at) ?? at) + 1 : at + 1;
  }
  return from;
}

const DECLARING = /^(?:let|const|var)$/;
const STATEMENTS =
  /^(?:let|const|var|if|for|while|do|return|throw|switch|try|class|function|export|import|break|continue|type|interface|enum|declare|async|this|super|await)$/;

function startsStatement({ tokens, textAt }: Eraser, at: number): boolean {
  return tokens.list[at]?.isFirst === true && STATEMENTS.test(textAt(at)) && !/^[=,(]|=>$/.test(textAt(at - 1));
}
