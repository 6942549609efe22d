import { type EraseAll, eraseParameters, eraseReturnType } from "./erase-functions.ts";
import type { Eraser } from "./eraser.ts";
import { isOperand } from "./tokens.ts";
import { listOfTypesEnd, typeEnd } from "./type-end.ts";

const OF_TYPES = /^(?:public|private|protected|readonly|override|declare|abstract)$/;
const MODIFIERS = /^(?:public|private|protected|readonly|override|declare|abstract|static|async|accessor|get|set)$/;
/** What follows a name, so that a word in front of it is no modifier. */
const AFTER_NAME = /^(?:[(=;:?!<}]|)$/;

/** `@name(…)`, which gives a class no other methods. */
export function skipDecorator(eraser: Eraser, at: number): number {
  const { tokens, textAt } = eraser;
  let end = at + 2;
  while (textAt(end) === ".") end += 2;
  if (textAt(end) === "(" && !tokens.list[end]?.isFirst) end = (tokens.match.get(end) ?? end) + 1;
  return eraser.erase(at, end);
}

/** Erases the types of a class, its members included; where to go on. */
export function eraseClass(eraser: Eraser, from: number, eraseAll: EraseAll): number {
  const { tokens, textAt } = eraser;
  let at = from + 1;
  while (at < tokens.list.length && textAt(at) !== "{") {
    if (textAt(at) === "implements") {
      let end = at;
      while (end < tokens.list.length && textAt(end) !== "{") end += 1;
      at = eraser.erase(at, end);
    } else if (textAt(at) === "<") at = eraser.erase(at, listOfTypesEnd(tokens, at) ?? at + 1);
    else at = Math.max(at, tokens.match.get(at) ?? at) + 1;
  }
  const close = tokens.match.get(at) ?? at;
  for (let member = at + 1; member < close; ) member = Math.max(member + 1, eraseMember(eraser, member, eraseAll));
  return close + 1;
}

function eraseMember(eraser: Eraser, from: number, eraseAll: EraseAll): number {
  const { tokens, textAt } = eraser;
  const { list, match } = tokens;
  let at = from;
  if (textAt(at) === ";") return at + 1;
  if (textAt(at) === "@") return skipDecorator(eraser, at);
  let isNothing = false;
  while (MODIFIERS.test(textAt(at)) && !AFTER_NAME.test(textAt(at + 1))) {
    isNothing ||= textAt(at) === "abstract" || textAt(at) === "declare";
    if (OF_TYPES.test(textAt(at))) eraser.erase(at, at + 1);
    at += 1;
  }
  if (textAt(at) === "static" && textAt(at + 1) === "{") at += 1;
  if (textAt(at) === "{") {
    const close = match.get(at) ?? at;
    eraseAll(eraser, at + 1, close);
    return close + 1;
  }
  if (textAt(at) === "*") at += 1;
  if (textAt(at) === "[" && textAt(at + 2) === ":") return eraser.erase(from, memberEnd(eraser, at));
  at = textAt(at) === "[" ? (match.get(at) ?? at) + 1 : at + 1;
  if (/^[?!]$/.test(textAt(at))) at = eraser.erase(at, at + 1);
  if (textAt(at) === "<") at = eraser.erase(at, listOfTypesEnd(tokens, at) ?? at + 1);
  if (textAt(at) === "(") {
    const close = match.get(at) ?? at;
    eraseParameters(eraser, at, eraseAll);
    const body = eraseReturnType(eraser, close);
    // One of several forms of a method, or one that others have to have.
    if (textAt(body) !== "{") return eraser.erase(from, textAt(body) === ";" ? body + 1 : body);
    const end = match.get(body) ?? body;
    eraseAll(eraser, body + 1, end);
    return end + 1;
  }
  if (textAt(at) === ":") at = eraser.erase(at, typeEnd(tokens, at + 1) ?? at + 1);
  const end = memberEnd(eraser, at);
  if (isNothing) return eraser.erase(from, end);
  if (list[at]) eraseAll(eraser, at, end);
  return end;
}

/** Behind the semicolon of a field, or where the next member begins a line. */
function memberEnd({ tokens, textAt }: Eraser, from: number): number {
  const { list, match } = tokens;
  let at = from;
  while (at < list.length && textAt(at) !== ";" && textAt(at) !== "}") {
    const token = list[at];
    const begins =
      token?.isFirst &&
      at > from &&
      isOperand(list[at - 1]) &&
      (token.kind !== "punctuator" || /^[@[]$/.test(token.text));
    if (begins) return at;
    const close = match.get(at);
    at = (close !== undefined && close > at ? close : at) + 1;
  }
  return textAt(at) === ";" ? at + 1 : at;
}
