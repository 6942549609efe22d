import { eraseClass, skipDecorator } from "./erase-class.ts";
import { eraseParameters, eraseReturnType, isArrow } from "./erase-functions.ts";
import { eraseStatement } from "./erase-statements.ts";
import { createEraser, type Eraser, TooMuch } from "./eraser.ts";
import { isOperand, type Token, tokensOf } from "./tokens.ts";
import { listOfTypesEnd, typeEnd } from "./type-end.ts";

/**
 * TypeScript as the JavaScript that it is without its types: they become blanks, so that everything else stays where it is.
 * What is more than types (enums, namespaces) goes or stays as it may; undefined for what is no program at all.
 */
export function withoutTypes(text: string): string | undefined {
  const tokens = tokensOf(text);
  if (!tokens) return undefined;
  const eraser = createEraser(text, tokens);
  try {
    eraseAll(eraser, 0, tokens.list.length);
  } catch (error) {
    // Nesting that no stack takes is no program either.
    if (error instanceof TooMuch || error instanceof RangeError) return undefined;
    throw error;
  }
  return eraser.result();
}

/** Erases from one token up to another. */
export function eraseAll(eraser: Eraser, from: number, to: number): void {
  let at = from;
  while (at < to) at = Math.max(at + 1, eraseAt(eraser, at));
}

/** Erases what begins at a token, and says where to go on. */
function eraseAt(eraser: Eraser, at: number): number {
  const { tokens, textAt } = eraser;
  const { list, match } = tokens;
  const token = list[at] as Token;
  const before = list[at - 1];
  const isMember = before?.text === "." || before?.text === "?.";
  if (token.text === "@") return skipDecorator(eraser, at);
  if (token.kind === "word" && !isMember) {
    const next = textAt(at + 1);
    // A property or a method of this name.
    if (next === ":" && token.text !== "default") return at + 1;
    if (isCast(token.text) && (isOperand(before) || before?.text === "!") && !/^[=,;).]$/.test(next)) {
      let end = at;
      while (isCast(textAt(end))) {
        const next = textAt(end + 1) === "const" ? end + 2 : typeEnd(tokens, end + 1);
        if (next === undefined) break;
        end = next;
      }
      if (end > at) return eraser.erase(at, end);
    }
    if (token.text === "class" && /^(?:\{|[A-Za-z_$].*)$/.test(next)) return eraseClass(eraser, at, eraseAll);
    if (token.text === "function") return at + 1;
    const end = eraseStatement(eraser, at);
    if (end !== undefined) return end;
  }
  if (token.text === "(") {
    const close = match.get(at) ?? at;
    const isMethod =
      before?.kind === "word" && !/^(?:if|for|while|switch|with|await|return|function|catch)$/.test(before.text);
    const isFunction = before?.text === "function" || list[at - 2]?.text === "function" || list[at - 2]?.text === "*";
    const isBody = (end: number): boolean => textAt(end) === "{";
    const returns = textAt(close + 1) === ":" ? typeEnd(tokens, close + 2) : close + 1;
    if (
      isArrow(eraser, at) ||
      ((isFunction || isMethod || before?.text === "]" || before?.text === ">" || before?.text === "?") &&
        returns !== undefined &&
        isBody(returns))
    ) {
      eraseParameters(eraser, at, eraseAll);
      return eraseReturnType(eraser, close);
    }
    // One of several forms of a function, which has no body.
    if (isFunction && textAt(close + 1) === ":" && returns !== undefined)
      return eraser.erase(functionStart(eraser, at), textAt(returns) === ";" ? returns + 1 : returns);
    return at + 1;
  }
  if (token.text === "<") return typeArguments(eraser, at);
  if (token.text === "!" && isOperand(before) && !token.isFirst && before?.end === token.start)
    eraser.erase(at, at + 1);
  return at + 1;
}

function isCast(text: string): boolean {
  return text === "as" || text === "satisfies";
}

function functionStart({ textAt }: Eraser, open: number): number {
  let at = open;
  while (textAt(at) !== "function") at -= 1;
  while (/^(?:export|default|async|declare)$/.test(textAt(at - 1))) at -= 1;
  return at;
}

/** `f<T>(x)`, `new Map<K, V>()`, `<T>(x) => y`, and the old `<T>x`. */
function typeArguments(eraser: Eraser, at: number): number {
  const { tokens, textAt } = eraser;
  const before = tokens.list[at - 1];
  const end = listOfTypesEnd(tokens, at);
  if (end === undefined) return at + 1;
  const isValue = isOperand(before);
  const isBehindNew = (): boolean => {
    let from = at - 1;
    while (textAt(from - 1) === ".") from -= 2;
    return textAt(from - 1) === "new";
  };
  const isCall = textAt(end) === "(" || textAt(end).startsWith("`") || isBehindNew();
  return !isValue || isCall ? eraser.erase(at, end) : at + 1;
}
