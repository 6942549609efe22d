import type { AuditedFile } from "../model.ts";
import { readPythonImports } from "../parse/python/read-imports.ts";
import type { PythonProgram } from "../parse/python/types.ts";

/** A name by which programs start, source or import a file. */
export interface Name {
  /** One part of a path. */
  readonly text: string;
  /** What Python imports, instead of a file's name. */
  readonly isModule: boolean;
}

/**
 * Whether the text of a file names another one, wherever it stands: as a word of its own, or put together of pieces as the
 * readers of programs do it. It says yes too often; a no is sure.
 */
export type Mentions = (file: AuditedFile, name: Name) => boolean;

/** Longer than what is written by hand: such a file is read as a program. */
const LONGEST = 512 * 1024;
const UNUSUAL = /[\s"'\\$()#]|^$/;

export function createMentions(): Mentions {
  const joints = remembered((file) => joinedWords(file.text(), file.kind === "python"));
  // Read apart from `parsedOf`, which keeps what readers have to say for the rules.
  const imports = remembered((file) => readPythonImports(file.text()).value);
  const isRead = (file: AuditedFile, name: Name): boolean =>
    standsIn(file.text(), name) || isJoined(joints(file), name.text);
  return (file, name) => {
    const text = file.text();
    if (text.length > LONGEST || UNUSUAL.test(name.text)) return true;
    if (!isRead(file, name)) return false;
    if (!name.isModule || (file.kind === "python" && isImported(imports(file), name.text))) return true;
    return MODULE_OPTION.test(text) && INTERPRETERS.some((each) => text.includes(each) || isJoined(joints(file), each));
  };
}

/** `-m` of Python, perhaps among other letters, in whatever quotes. */
const MODULE_OPTION = /(?<![\w-])-["'\\A-Za-z]*m/;
const INTERPRETERS = ["python", "sys.executable"] as const;

function isImported(imports: PythonProgram["imports"], name: string): boolean {
  return imports.some(({ module, names }) => module.split(".").at(-1) === name || names.includes(name));
}

function remembered<T>(make: (file: AuditedFile) => T): (file: AuditedFile) => T {
  const known = new Map<AuditedFile, T>();
  return (file) => {
    const made = known.get(file) ?? make(file);
    known.set(file, made);
    return made;
  };
}

/** Whether a name stands in a text and is no part of a longer one. */
function standsIn(text: string, { text: name, isModule }: Name): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const end = at + name.length;
    if (isModule ? isPartOfModule(text, at, end) : isPartOfPath(text, at, end)) return true;
  }
  return false;
}

/** Python's `-m` may stand before its module without a blank; what is imported is read. */
function isPartOfModule(text: string, at: number, end: number): boolean {
  if (isWord(text.charCodeAt(end))) return false;
  return !isWord(text.charCodeAt(at - 1)) || isEscaped(text, at - 1) || text[at - 1] === "m";
}

/** A `-` may be that of `${X:-name}` and `${X-name}`. */
function isPartOfPath(text: string, at: number, end: number): boolean {
  if (isOfName(text.charCodeAt(end))) return false;
  if (!isOfName(text.charCodeAt(at - 1)) || isEscaped(text, at - 1)) return true;
  return text[at - 1] === "-" && /\$\{\w+:?-$/.test(text.slice(Math.max(0, at - 80), at));
}

/** `n` of `\n`. */
function isEscaped(text: string, at: number): boolean {
  return text[at - 1] === "\\";
}

/** A letter of ASCII, a digit, `_`, and what names of files have beside these. */
function isOfName(c: number): boolean {
  return isWord(c) || c === 43 || c === 45 || c === 46;
}

/** Letters of ASCII, digits and `_`; nothing in front of a text and after it is one. */
function isWord(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95;
}

/** What no piece of a name has. */
const APART = "\\s\"'\\\\/$()#";
/** Within a word of a shell: `to"ol"`, `to\\ol`, `to$'ol'`. */
const IN_WORD = `(?:\\$?["']|\\\\\\r?\\n|\\\\)+`;
/** Between two strings of Python that are one: in a row or as a sum, perhaps on several lines. */
const BETWEEN = `["'\\\\][\\s+()\\\\"'$]*(?:#[^\\n]{0,120}\\n[\\s+()\\\\"'$]*){0,4}`;
/** The same where the second has a mark in front: `r"ol"`. */
const MARKED = `${BETWEEN}[rRbBuUfFtT]{1,2}["']+`;

const OF_SHELL = [joint(IN_WORD)];
const OF_PYTHON = [...OF_SHELL, joint(BETWEEN), joint(`(?:${MARKED}|${BETWEEN})`)];

/** Words with a seam in them. Nothing has to follow, so that no text sends the pattern back and forth. */
function joint(seam: string): { readonly words: RegExp; readonly seam: RegExp } {
  const words = new RegExp(`(?<![^${APART}])[^${APART}]+(?:${seam}[^${APART}]+)+`, "g");
  return { words, seam: new RegExp(seam) };
}

/** Words that are written in pieces, as they are read. */
interface Joined {
  /** One after another, apart by line ends. */
  readonly text: string;
  /** Where in it one piece ends and the next begins. */
  readonly seams: readonly number[];
}

function joinedWords(text: string, isPython: boolean): Joined {
  const pieces: string[] = [];
  const seams: number[] = [];
  let length = 0;
  for (const { words, seam } of isPython ? OF_PYTHON : OF_SHELL) {
    for (const word of text.match(words) ?? []) {
      for (const piece of word.split(seam)) {
        pieces.push(piece);
        length += piece.length;
        seams.push(length);
      }
      pieces.push("\n");
      length += 1;
    }
  }
  return { text: pieces.join(""), seams };
}

/** Whether a name stands over a seam. */
function isJoined({ text, seams }: Joined, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const end = at + name.length;
    if (seams.some((seam) => seam > at && seam < end)) return true;
  }
  return false;
}
