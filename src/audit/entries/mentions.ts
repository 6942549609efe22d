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
const UNUSUAL = /[\s"'\\$()#+]|^$/;

export function createMentions(): Mentions {
  const joints = remembered((file: AuditedFile) => joinedWords(file));
  // Read apart from `parsedOf`, which keeps what readers have to say for the rules.
  const imports = remembered((file: AuditedFile) => importsOf(file.text()));
  const pieces = remembered(piecesOf);
  const isWritten = (file: AuditedFile, name: Name): boolean =>
    standsIn(file.text(), name) || isPieced(file.text(), pieces(name.text)) || isJoined(joints(file), name.text);
  const isPython = (file: AuditedFile): boolean =>
    MODULE_OPTION.test(file.text()) && INTERPRETERS.some((text) => isWritten(file, { text, isModule: true }));
  const runsModules = remembered(isPython);
  return (file, name) => {
    if (file.text().length > LONGEST || UNUSUAL.test(name.text)) return true;
    if (!name.isModule) return isWritten(file, name);
    if (file.kind === "python" && standsIn(file.text(), name) && isImported(imports(file), name.text)) return true;
    return runsModules(file) && isWritten(file, name);
  };
}

/** `-m` of Python, perhaps among other letters, in whatever quotes. */
const MODULE_OPTION = /-(?<![\w-]-)["'\\A-Za-z]*m/;
/** With a version behind it or none. */
const INTERPRETERS = ["python", "python2", "python3", "executable"] as const;

/** A line that goes on, or what is broken, may be read in another way by who reads all of a program: then nothing is sure. */
function importsOf(text: string): PythonProgram["imports"] | undefined {
  const { value, problems } = readPythonImports(text);
  return problems.length > 0 || /\\\r?\n/.test(text) ? undefined : value;
}

function isImported(imports: PythonProgram["imports"] | undefined, name: string): boolean {
  return !imports || imports.some(({ module, names }) => module.split(".").at(-1) === name || names.includes(name));
}

function remembered<K, T>(make: (key: K) => T): (key: K) => T {
  const known = new Map<K, T>();
  return (key) => {
    const made = known.get(key) ?? make(key);
    known.set(key, made);
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
  // A method of Perl's: `->name`.
  if (isOfName(text.charCodeAt(end)) || text.startsWith("->", at - 2)) return false;
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

/** What may stand between the pieces of a name: quotes, backslashes, and what joins two strings of Python on several lines. */
const BETWEEN = `[\\s+()\\\\"'$]*(?:#[^\\n]{0,120}\\n[\\s+()\\\\"'$]*){0,4}`;

/** A name in pieces: `to"ol"`, `to\\ol`, `to$'ol'`, `"to" + "ol"`. It has nothing of what is between, so that there is one way to read it. */
function piecesOf(name: string): RegExp {
  return new RegExp([...name].map((c) => c.replace(/[^\w]/, "\\$&")).join(BETWEEN), "g");
}

function isPieced(text: string, pieces: RegExp): boolean {
  pieces.lastIndex = 0;
  for (let found = pieces.exec(text); found; found = pieces.exec(text)) if (/["'\\]/.test(found[0])) return true;
  return false;
}

/** What no piece of a name has. */
const APART = "\\s\"'\\\\/$()#";
/** A second string that has a mark in front: `"to" r"ol"`. It may be a piece as well. */
const MARK = `[rRbBuUfFtT]{1,2}["']+`;
const MARKED = `["']${BETWEEN}${MARK}`;
/** What stands in front is looked at behind the quote: of a text without one, or nearly, nothing else is. */
const HAS_MARKED = new RegExp(`["'](?<=[^${APART}]["'])${BETWEEN}${MARK}(?=[^${APART}])`);
const SEAM = new RegExp(`${MARKED}|["'\\\\]${BETWEEN}`);
/** Words with a seam in them. Nothing has to follow, so that no text sends the pattern back and forth. */
const WORDS = new RegExp(`(?<![^${APART}])[^${APART}]+(?:(?:${SEAM.source})[^${APART}]+)+`, "g");

/** Words that are written in pieces, as they are read. */
interface Joined {
  /** One after another, apart by line ends. */
  readonly text: string;
  /** Where in it one piece ends and the next begins. */
  readonly seams: readonly number[];
}

const NOTHING: Joined = { text: "", seams: [] };

function joinedWords(file: AuditedFile): Joined {
  const text = file.text();
  if (file.kind !== "python" || !HAS_MARKED.test(text)) return NOTHING;
  const pieces: string[] = [];
  const seams: number[] = [];
  let length = 0;
  for (const word of text.match(WORDS) ?? []) {
    for (const piece of word.split(SEAM)) {
      pieces.push(piece);
      length += piece.length;
      seams.push(length);
    }
    pieces.push("\n");
    length += 1;
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
