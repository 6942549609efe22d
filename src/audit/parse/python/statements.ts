import {
  addOperand,
  type Element,
  fill,
  isEmpty,
  itemOf,
  newElement,
  type OpenCall,
  operandsValue,
} from "./elements.ts";
import { givenBy } from "./texts.ts";
import type { PythonToken } from "./tokens.ts";
import type { PythonArgument } from "./types.ts";

/** Brackets that are open; the first frame is the statement itself. */
interface Frame {
  readonly kind: "statement" | "call" | "list" | "group" | "subscript" | "braces";
  readonly line: number;
  readonly items: PythonArgument[];
  readonly call?: OpenCall;
  hasComma: boolean;
  element: Element;
}

export interface ProgramReader {
  readonly frames: Frame[];
  readonly aliases: Map<string, string>;
  readonly calls: OpenCall[];
  readonly assignments: { name: string; line: number; value: PythonArgument; isAtMargin: boolean }[];
  readonly lists: { line: number; items: readonly PythonArgument[] }[];
  readonly argvLines: number[];
  hasMain: boolean;
  /** A token before named `argv`, perhaps an import: without one, no name stands for it. */
  namesArgv: boolean;
  /** No token of the statement was read yet. */
  isAtStart: boolean;
  isAtMargin: boolean;
  /** The statement begins with a word of the language, so that its colon ends a head. */
  isHead: boolean;
  /** The names on the left of `=`. */
  targets: { name: string; line: number }[];
  /** An annotation is read, which gives nothing. */
  inAnnotation: boolean;
  /** The two tokens before this one. */
  previous: string | undefined;
  older: string | undefined;
}

export function newProgramReader(): ProgramReader {
  return {
    frames: [newFrame("statement", 1)],
    aliases: new Map(),
    calls: [],
    assignments: [],
    lists: [],
    argvLines: [],
    hasMain: false,
    namesArgv: false,
    isAtStart: true,
    isAtMargin: true,
    isHead: false,
    targets: [],
    inAnnotation: false,
    previous: undefined,
    older: undefined,
  };
}

function newFrame(kind: Frame["kind"], line: number, call?: OpenCall): Frame {
  return { kind, line, items: [], hasComma: false, element: newElement(), ...(call ? { call } : {}) };
}

/** A longer dotted name is told from no other. */
const LONGEST_NAME = 200;

/** Words that make what stands around them computed. */
const WORD_OPERATORS = new Set(
  "and or not in is if else for lambda yield async def class return from with while elif try except finally raise assert del global nonlocal pass break continue".split(
    " ",
  ),
);
/** Statements whose expression begins after the word: it counts as if it stood alone. */
const HEADS = new Set(["return", "await", "yield", "with", "if", "elif", "while", "assert"]);

export function readToken(reader: ProgramReader, token: PythonToken): void {
  const frame = reader.frames[reader.frames.length - 1] as Frame;
  const { older, previous } = reader;
  if (older === "__name__" && previous === "==" && token.text === "__main__") reader.hasMain = true;
  reader.older = previous;
  reader.previous = token.text;
  if (token.kind === "newline") {
    endStatement(reader);
    return;
  }
  if (reader.isAtStart) {
    reader.isAtMargin = token.isAtMargin;
    reader.isHead = token.kind === "name" && WORD_OPERATORS.has(token.text ?? "");
  }
  const wasAtStart = reader.isAtStart;
  reader.isAtStart = false;
  const { element } = frame;
  if (token.kind === "string") {
    const { text: value, formatted, line } = token;
    if (value !== undefined) addOperand(element, { kind: "string", value, line });
    else
      addOperand(
        element,
        formatted === undefined ? { kind: "computed" } : { kind: "formatted", value: formatted, line },
      );
    element.chain = "()";
  } else if (token.kind === "number") {
    addOperand(element, { kind: "computed" });
    element.chain = undefined;
  } else if (token.kind === "name") readName(reader, element, token, previous, wasAtStart);
  else readOperator(reader, frame, token);
}

function readName(
  reader: ProgramReader,
  element: Element,
  token: PythonToken,
  previous: string | undefined,
  wasAtStart: boolean,
): void {
  const name = token.text as string;
  if (name === "argv") reader.namesArgv = true;
  if (previous === "." && element.chain !== undefined) {
    element.chain = element.chain.length < LONGEST_NAME ? `${element.chain}.${name}` : "()";
    const last = element.operands[element.operands.length - 1];
    element.receiver = last?.kind === "string" || last?.kind === "formatted" ? last : undefined;
    element.operands[element.operands.length - 1] = element.chain.startsWith("()")
      ? { kind: "computed" }
      : { kind: "name", name: element.chain };
    element.call = undefined;
  } else if (WORD_OPERATORS.has(name) || name === "await") {
    if (!HEADS.has(name) || !(wasAtStart || name === "await")) element.isComputed = true;
    element.isOpen = true;
    element.chain = undefined;
    return;
  } else {
    addOperand(element, { kind: "name", name });
    element.chain = previous === "def" || previous === "class" ? undefined : name;
  }
  if (!reader.namesArgv) return;
  if (element.chain === "sys.argv" || reader.aliases.get(element.chain ?? "") === "sys.argv") {
    reader.argvLines.push(token.line);
  }
}

const CLOSING = new Set([")", "]", "}"]);

function readOperator(reader: ProgramReader, frame: Frame, token: PythonToken): void {
  const { element } = frame;
  const text = token.text as string;
  if (text === "(" || text === "[" || text === "{") openBracket(reader, frame, token);
  else if (CLOSING.has(text)) closeBracket(reader, frame);
  else if (text === "." && element.chain !== undefined) return;
  else if (text === "," && frame.kind !== "statement") {
    frame.items.push(itemOf(element));
    frame.hasComma = true;
    frame.element = newElement();
  } else if (text === ";" && frame.kind === "statement") endStatement(reader);
  else if (text === ":" && frame.kind === "statement") readColon(reader, frame, token.line);
  else if (text === "=") readEquals(reader, frame, token);
  else {
    if (text === "%") fill(element);
    if (text !== "+") element.isComputed = true;
    element.isOpen = true;
    element.chain = undefined;
  }
}

/** `x: T` begins an annotation; any other colon ends the head of a block, whose statement may follow on the line. */
function readColon(reader: ProgramReader, frame: Frame, line: number): void {
  const [only, ...others] = frame.element.operands;
  if (only?.kind === "name" && others.length === 0 && !frame.element.isComputed && !reader.isHead) {
    reader.targets.push({ name: only.name, line });
    reader.inAnnotation = true;
    frame.element = newElement();
  } else {
    endStatement(reader);
  }
}

function readEquals(reader: ProgramReader, frame: Frame, token: PythonToken): void {
  const [only, ...others] = frame.element.operands;
  const name = only?.kind === "name" && others.length === 0 && !frame.element.isComputed ? only.name : undefined;
  if (frame.kind === "call" && name !== undefined) {
    frame.element = { ...newElement(), keyword: name };
  } else if (frame.kind === "statement") {
    if (name !== undefined && !reader.inAnnotation) reader.targets.push({ name, line: token.line });
    reader.inAnnotation = false;
    frame.element = newElement();
  } else readPart(frame.element);
}

/** An operator after which nothing is known of the value. */
function readPart(element: Element): void {
  element.isComputed = true;
  element.isOpen = true;
  element.chain = undefined;
}

function openBracket(reader: ProgramReader, frame: Frame, token: PythonToken): void {
  const { element } = frame;
  const { line } = token;
  const goesOn = element.chain !== undefined && !element.isOpen;
  if (token.text === "{") {
    reader.frames.push(newFrame("braces", line));
  } else if (token.text === "[") {
    reader.frames.push(newFrame(goesOn ? "subscript" : "list", line));
  } else if (goesOn) {
    const { receiver } = element;
    const call: OpenCall = { name: element.chain ?? "", line, arguments: [], assignedTo: undefined, receiver };
    element.receiver = undefined;
    reader.calls.push(call);
    reader.frames.push(newFrame("call", line, call));
  } else reader.frames.push(newFrame("group", line));
}

function closeBracket(reader: ProgramReader, frame: Frame): void {
  if (frame.kind === "statement") return;
  reader.frames.pop();
  const outer = (reader.frames.at(-1) as Frame).element;
  const value = operandsValue(frame.element);
  if (!isEmpty(frame.element)) frame.items.push(itemOf(frame.element));
  if (frame.kind === "call") {
    frame.call?.arguments.push(...frame.items);
    const given = frame.call && givenBy(frame.call);
    outer.operands[outer.operands.length - 1] = given ?? { kind: "computed" };
    if (given?.kind === "list") reader.lists.push({ line: frame.line, items: given.items });
    outer.call = frame.call;
  } else if (frame.kind === "subscript") {
    outer.operands[outer.operands.length - 1] = { kind: "computed" };
    outer.call = undefined;
  } else if (frame.kind === "list" || (frame.kind === "group" && frame.hasComma)) {
    reader.lists.push({ line: frame.line, items: frame.items });
    addOperand(outer, { kind: "list", items: frame.items });
  } else addOperand(outer, frame.kind === "group" ? value : { kind: "computed" });
  outer.chain = "()";
}

function endStatement(reader: ProgramReader): void {
  const frame = reader.frames[0] as Frame;
  const { element } = frame;
  if (!reader.inAnnotation && !isEmpty(element)) {
    const value = operandsValue(element);
    for (const { name, line } of reader.targets) {
      reader.assignments.push({ name, line, value, isAtMargin: reader.isAtMargin });
    }
    const target = reader.targets[0];
    if (element.call && target && element.operands.length === 1 && !element.isComputed) {
      element.call.assignedTo = target.name;
    }
  }
  if (reader.frames.length > 1) reader.frames.length = 1;
  if (!isEmpty(element) || element.chain !== undefined) frame.element = newElement();
  if (reader.targets.length > 0) reader.targets = [];
  reader.inAnnotation = false;
  reader.isAtStart = true;
}
