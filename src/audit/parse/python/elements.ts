import { filledText, isText, summed, type Text } from "./texts.ts";
import type { PythonArgument } from "./types.ts";

/** A call while it is read. */
export interface OpenCall {
  name: string;
  readonly line: number;
  readonly arguments: PythonArgument[];
  assignedTo: string | undefined;
  readonly receiver?: Text | undefined;
}

/** One expression between commas, as far as it can be told what it gives. */
export interface Element {
  operands: PythonArgument[];
  /** A part of it is no plain operand of a sum. */
  isComputed: boolean;
  keyword: string | undefined;
  /** The dotted name that the next token may go on with; `()` after a call or a literal. */
  chain: string | undefined;
  /** An operator was read after the last operand. */
  isOpen: boolean;
  /** The call that its last operand is. */
  call: OpenCall | undefined;
  /** The text on which a method is called. */
  receiver: Text | undefined;
  /** What its first operand and `%` make together with what follows. */
  filled: Text | undefined;
}

export function newElement(): Element {
  return {
    operands: [],
    isComputed: false,
    keyword: undefined,
    chain: undefined,
    isOpen: true,
    call: undefined,
    receiver: undefined,
    filled: undefined,
  };
}

export function isEmpty(element: Element): boolean {
  return element.operands.length === 0 && !element.isComputed;
}

/** Adds an operand; two without an operator between them are strings in a row, or nothing that can be told. */
export function addOperand(element: Element, operand: PythonArgument): void {
  const last = element.operands.at(-1);
  if (!element.isOpen && isText(last) && isText(operand)) {
    const kind = last.kind === "string" ? operand.kind : last.kind;
    element.operands[element.operands.length - 1] = { ...last, kind, value: last.value + operand.value };
    return;
  }
  if (!element.isOpen) element.isComputed = true;
  element.operands.push(operand);
  element.isOpen = false;
  element.call = undefined;
}

/** What the element gives: its one operand, or the items of a sum of lists. */
export function operandsValue(element: Element): PythonArgument {
  const { operands, isComputed, filled } = element;
  const [first, ...others] = operands;
  if (filled && others.length === 1) return filled;
  if (isComputed || first === undefined) return { kind: "computed" };
  if (others.length === 0) return first;
  if (!operands.some(({ kind }) => kind === "list"))
    return isText(first) ? summed(operands, first.line) : { kind: "computed" };
  return { kind: "list", items: operands.flatMap((part) => (part.kind === "list" ? part.items : [part])) };
}

/** At `%`: a text whose places are filled by what comes next. */
export function fill(element: Element): void {
  const [only] = element.operands;
  if (isText(only) && element.operands.length === 1 && !element.isComputed) element.filled = filledText(only);
}

/** The element as an item of a list or an argument. */
export function itemOf(element: Element): PythonArgument {
  const value = operandsValue(element);
  return element.keyword === undefined ? value : { kind: "keyword", name: element.keyword, value };
}
