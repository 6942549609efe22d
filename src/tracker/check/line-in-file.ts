import type { Place } from "../../kernel/index.ts";
import { type ListFile, startOfLine } from "../format/list-file.ts";
import type { Span } from "../format/types.ts";
import type { FixIt } from "../problem-codes.ts";

/** One line of a record as it stands in its file. */
export interface LineInFile {
  readonly file: ListFile;
  readonly line: number;
  /** Offsets of the line without its newline. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function lineInFile(file: ListFile, record: Span, line: number): LineInFile {
  const start = startOfLine(file, record, line);
  const newline = file.text.indexOf("\n", start);
  const end = newline < 0 ? file.text.length : newline;
  return { file, line, start, end, text: file.text.slice(start, end) };
}

/** The place of a word in the line, or of its first letter. */
export function placeIn({ file, line, text }: LineInFile, word = ""): Place {
  const at = word === "" ? -1 : text.indexOf(word);
  return { file: file.path, line, column: (at < 0 ? Math.max(0, text.search(/\S/)) : at) + 1 };
}

/** Takes the whole line away. */
export function removeLine({ file, start, end, text }: LineInFile): FixIt {
  const stop = file.text.charCodeAt(end) === 10 ? end + 1 : end;
  return { says: `Remove \`${text.trim()}\`.`, edits: [{ start, end: stop, text: "" }] };
}

/** Writes one word of the line anew; undefined when it does not stand there. */
export function replaceWord({ start, text }: LineInFile, word: string, by: string, before = ""): FixIt | undefined {
  const at = text.indexOf(before + word);
  if (at < 0) return undefined;
  const from = start + at + before.length;
  return { says: `Replace ${word} by ${by}.`, edits: [{ start: from, end: from + word.length, text: by }] };
}
