import { skipBlanks, skipLines } from "./blanks.ts";
import { closes, declare, type List, opens } from "./constructs.ts";
import { readArithmetic } from "./expansions.ts";
import { complain, take } from "./reader.ts";
import { type ReadWord, readWord } from "./words.ts";

/** Acts on a reserved word where a command begins; says whether it was one. */
export function readReserved(list: List, word: ReadWord): boolean {
  const { reader } = list;
  switch (word.text) {
    case "if":
    case "while":
    case "until":
    case "{":
      opens(list, word.text, word.line);
      return true;
    case "for":
    case "select":
      opens(list, word.text, word.line);
      readLoopHead(list);
      return true;
    case "case":
      opens(list, "case", word.line);
      skipBlanks(reader);
      readWord(reader);
      skipLines(reader);
      if (readWord(reader).text !== "in") complain(reader, "shell-unexpected", "A 'case' has no 'in'.");
      readCasePattern(list);
      return true;
    case "fi":
    case "done":
    case "esac":
    case "}":
      if (!closes(list, word.text)) complain(reader, "shell-unexpected", `'${word.text}' closes nothing.`, word.line);
      return true;
    case "then":
    case "elif":
    case "else":
    case "do":
    case "!":
    case "time":
    case "coproc":
      return true;
    case "function": {
      skipBlanks(reader);
      declare(list, readWord(reader).text, word.line);
      const empty = /[ \t]*\([ \t]*\)/y;
      empty.lastIndex = reader.at;
      if (empty.test(reader.text)) reader.at = empty.lastIndex;
      return true;
    }
    case "[[":
      readConditional(list, word);
      return true;
    default:
      return false;
  }
}

/** After `for`: the name and the words, or bash's `((…))`. */
function readLoopHead(list: List): void {
  const { reader } = list;
  skipBlanks(reader);
  if (reader.text.startsWith("((", reader.at)) {
    reader.at += 2;
    readArithmetic(reader);
    return;
  }
  readWord(reader);
  skipLines(reader);
  const { at, line } = reader;
  if (readWord(reader).text !== "in") {
    reader.at = at;
    reader.line = line;
    return;
  }
  for (skipBlanks(reader); reader.at < reader.text.length; skipBlanks(reader)) {
    const before = reader.at;
    readWord(reader);
    if (reader.at === before) return;
  }
}

/** After `in` and `;;`: a pattern up to its `)`, or `esac`. */
export function readCasePattern(list: List): void {
  const { reader } = list;
  skipLines(reader);
  if (reader.text[reader.at] === "(") reader.at += 1;
  else if (/^esac(?![^\s;&|)<>])/.test(reader.text.slice(reader.at, reader.at + 5))) {
    reader.at += 4;
    closes(list, "esac");
    return;
  }
  while (reader.at < reader.text.length) {
    skipBlanks(reader);
    const c = reader.text[reader.at];
    if (c === ")") {
      reader.at += 1;
      return;
    }
    const before = reader.at;
    readWord(reader);
    if (c === "|") reader.at += 1;
    else if (reader.at === before) {
      complain(reader, "shell-unexpected", "A pattern of 'case' has no ')'.");
      return;
    }
  }
}

/** After `[[`: its words, in which `<`, `(`, `&&` and ends of lines are no operators of the shell. */
function readConditional(list: List, start: ReadWord): void {
  const { reader, command } = list;
  command.words.push(start);
  for (let isOpen = true; isOpen && reader.at < reader.text.length; ) {
    if (/\s/.test(reader.text[reader.at] as string)) {
      take(reader);
      continue;
    }
    const before = reader.at;
    const word = readWord(reader);
    if (reader.at === before) take(reader);
    else {
      command.words.push(word);
      isOpen = word.isQuoted || word.text !== "]]";
    }
    if (isOpen && reader.at >= reader.text.length) {
      complain(reader, "shell-unterminated", "'[[' is never closed.", start.line);
    }
  }
}
