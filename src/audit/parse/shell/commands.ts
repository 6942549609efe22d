import { skipBlanks } from "./blanks.ts";
import { readCasePattern, readReserved } from "./compounds.ts";
import { closes, declare, type List, noteOutput, opens, redirected } from "./constructs.ts";
import { endsAsArithmetic, readArithmetic } from "./expansions.ts";
import { readHereDocuments } from "./here-documents.ts";
import { complain, type OpenCommand, type Reader, take } from "./reader.ts";
import { readRedirection } from "./redirections.ts";
import { readTextsOf } from "./texts.ts";
import { type ReadWord, readArray, readWord } from "./words.ts";

const ASSIGNMENT = /([A-Za-z_][A-Za-z0-9_]*)(\[[^\]\s]*\])?\+?=/y;
const DECLARING = new Set(["export", "readonly", "local", "declare", "typeset"]);

/**
 * Reads commands up to the end of the text, or in a substitution up to its `)`; says whether that stood there. Compound
 * commands are no tree: their words open and close constructs, and only the simple commands in them are kept.
 */
export function readList(reader: Reader, inParentheses: boolean): boolean {
  const list: List = {
    reader,
    open: [],
    command: newCommand(reader),
    named: undefined,
    closed: undefined,
    isConditional: false,
  };
  const { within } = reader;
  while (reader.at < reader.text.length && !reader.isOver) {
    skipBlanks(reader);
    const c = reader.text[reader.at];
    if (c === undefined) break;
    if (c === ")" && inParentheses && list.open.length === 0) {
      endCommand(list);
      reader.at += 1;
      reader.within = within;
      return true;
    }
    if (c === "\n" || c === ";" || c === "&" || c === "|") readOperator(list, c);
    else if (c === "(" || c === ")") readParenthesis(list, c);
    else if ((c === "<" || c === ">") && reader.text[reader.at + 1] !== "(")
      noteOutput(list, readRedirection(reader, list.command));
    else readCommandWord(list);
  }
  endCommand(list);
  for (const { word, line } of reader.isOver ? [] : list.open) {
    complain(reader, "shell-unterminated", `'${word}' is never closed.`, line);
  }
  reader.within = within;
  return reader.isOver;
}

function newCommand(reader: Reader): OpenCommand {
  return { assignments: [], words: [], line: reader.line, within: reader.within };
}

function isEmpty(command: OpenCommand): boolean {
  return command.words.length === 0 && command.assignments.length === 0;
}

function endCommand(list: List): void {
  const { command, reader } = list;
  list.closed = undefined;
  // The first command of a compound one reads what is piped to it.
  if (isEmpty(command) && command.outputs === undefined) return;
  if (!isEmpty(command)) {
    reader.result.commands.push(command);
    readTextsOf(reader, command);
  }
  list.command = newCommand(reader);
}

function readOperator(list: List, c: string): void {
  const { reader, command } = list;
  if (c === "&" && reader.text[reader.at + 1] === ">") {
    reader.at += 1;
    noteOutput(list, readRedirection(reader, command));
    return;
  }
  const next = reader.text[reader.at + 1];
  const last = command.words[0]?.text;
  const isPlain = (c === "\n" || c === ";") && !list.isConditional && list.open.length === 0;
  const ends = isPlain && reader.depth === 0 && (last === "exit" || (last === "exec" && command.words.length > 1));
  const writers = c === "|" && next !== "|" ? redirected(list) : [];
  endCommand(list);
  for (const writer of writers) writer.pipesTo ??= list.command;
  list.isConditional = c === "|" || (c === "&" && next === "&");
  take(reader);
  list.command.line = reader.line;
  if (c === "\n" && reader.pending.length > 0) readHereDocuments(reader);
  if ((c === "|" && (next === "|" || next === "&")) || (c === "&" && next === "&")) reader.at += 1;
  if (c === ";" && (next === ";" || next === "&")) {
    reader.at += reader.text.startsWith(";&", reader.at) ? 2 : 1;
    if (reader.text[reader.at] === "&") reader.at += 1;
    if (list.open.at(-1)?.word === "case") readCasePattern(list);
  }
  // What stands after an unconditional exit is never read by a shell: an archive, another language.
  if (ends && list.named === undefined) reader.isOver = true;
}

function readParenthesis(list: List, c: string): void {
  const { reader, command } = list;
  const [first, ...others] = command.words;
  if (c === ")") {
    endCommand(list);
    if (!closes(list, ")")) complain(reader, "shell-unexpected", "A ')' closes nothing.");
    reader.at += 1;
    return;
  }
  if (first !== undefined && others.length === 0 && command.assignments.length === 0) {
    const empty = /\([ \t]*\)/y;
    empty.lastIndex = reader.at;
    if (empty.test(reader.text)) {
      reader.at = empty.lastIndex;
      declare(list, first.text, command.line);
      list.command = newCommand(reader);
      return;
    }
  }
  if (isEmpty(command) && reader.text[reader.at + 1] === "(" && endsAsArithmetic(reader, 2)) {
    reader.at += 2;
    readArithmetic(reader);
    return;
  }
  if (!isEmpty(command)) complain(reader, "shell-unexpected", "A '(' stands where no list can begin.");
  endCommand(list);
  opens(list, "(", reader.line);
  reader.at += 1;
}

/** A word in a command: an assignment, a reserved word where a command begins, or an argument. */
function readCommandWord(list: List): void {
  const { reader, command } = list;
  if (isEmpty(command)) {
    command.line = reader.line;
    command.within = reader.within;
  }
  const first = command.words[0]?.text;
  ASSIGNMENT.lastIndex = reader.at;
  const match = first === undefined || DECLARING.has(first) ? ASSIGNMENT.exec(reader.text) : null;
  if (match?.[1] !== undefined) {
    const { line, at } = reader;
    reader.at = ASSIGNMENT.lastIndex;
    const array = reader.text[reader.at] === "(" ? readArray(reader) : undefined;
    const value = array?.value ?? readWord(reader);
    command.assignments.push({ name: match[1], value, ...(array ? { items: array.items } : {}) });
    if (first !== undefined) {
      command.words.push({ ...value, text: `${reader.text.slice(at, ASSIGNMENT.lastIndex || at)}${value.text}`, line });
    }
    return;
  }
  const before = reader.at;
  const word = readWord(reader);
  if (reader.at === before) take(reader);
  else if (!isDescriptor(reader, word)) {
    if (first !== undefined || command.assignments.length > 0 || word.isQuoted || !readReserved(list, word)) {
      command.words.push(word);
    }
  }
}

/** `2` of `2>file`, `{fd}` of `{fd}<file`. */
function isDescriptor(reader: Reader, word: ReadWord): boolean {
  const next = reader.text[reader.at];
  return (next === "<" || next === ">") && !word.isQuoted && /^(?:[0-9]+|\{\w+\})$/.test(word.text);
}
