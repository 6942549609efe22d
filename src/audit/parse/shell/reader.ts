import type { Problem } from "../../../kernel/index.ts";
import type { ShellAssignment, ShellCommand, ShellHereDocument, ShellWord } from "./types.ts";

/** Substitutions within substitutions beyond this are left unread, with a problem. */
export const DEEPEST = 60;
/** `sh -c` within `eval` within a trap: texts that are scripts themselves. */
export const DEEPEST_TEXT = 6;
const MOST_PROBLEMS = 20;

/** A command while it is read; it becomes a ShellCommand when its list ends or goes on. */
export interface OpenCommand {
  assignments: ShellAssignment[];
  words: ShellWord[];
  line: number;
  within: string | undefined;
  outputs?: ShellWord[];
  pipesTo?: OpenCommand;
}

/** What all readers of one script write to. */
export interface ShellResult {
  readonly commands: OpenCommand[];
  readonly hereDocuments: ShellHereDocument[];
  readonly functions: { name: string; line: number }[];
  readonly problems: Problem[];
  /** Reads a list of commands: what stands in substitutions is one again. */
  readonly readCommands: (reader: Reader, inParentheses: boolean) => boolean;
  /** Characters that may still be looked at twice, so that hostile nesting stays linear. */
  lookahead: number;
}

/** A here document whose text begins after the next end of line. */
export interface PendingHere {
  readonly end: string;
  readonly isQuoted: boolean;
  readonly stripsTabs: boolean;
  readonly command: ShellCommand;
}

/** Where the reading stands in one text: the script, or a text inside it that is shell too. */
export interface Reader {
  readonly text: string;
  at: number;
  line: number;
  /** Of substitutions. */
  depth: number;
  /** Of texts that are scripts. */
  readonly textDepth: number;
  within: string | undefined;
  /** Nothing more is read: the script has ended by itself, or is nested too deeply. */
  isOver: boolean;
  readonly pending: PendingHere[];
  readonly result: ShellResult;
}

export function newResult(length: number, readCommands: ShellResult["readCommands"]): ShellResult {
  return { readCommands, commands: [], hereDocuments: [], functions: [], problems: [], lookahead: 4 * length + 10_000 };
}

export function newReader(text: string, result: ShellResult, line = 1): Reader {
  return { text, at: 0, line, depth: 0, textDepth: 0, within: undefined, isOver: false, pending: [], result };
}

/** A reader for a text inside the script, which writes to the same result. */
export function readerWithin(outer: Reader, text: string, line: number, isText: boolean): Reader {
  return {
    ...newReader(text, outer.result, line),
    depth: outer.depth + 1,
    textDepth: outer.textDepth + (isText ? 1 : 0),
    within: outer.within,
  };
}

/** Takes one character, counting lines. */
export function take(reader: Reader): string {
  const c = reader.text[reader.at] ?? "";
  reader.at += 1;
  if (c === "\n") reader.line += 1;
  return c;
}

/** Takes the text up to `end`, counting lines, and what stands in it. */
export function takeTo(reader: Reader, end: number): string {
  const taken = reader.text.slice(reader.at, end);
  for (let i = taken.indexOf("\n"); i >= 0; i = taken.indexOf("\n", i + 1)) reader.line += 1;
  reader.at = end;
  return taken;
}

export function complain(reader: Reader, code: string, message: string, line = reader.line): void {
  const { problems } = reader.result;
  if (problems.length < MOST_PROBLEMS) problems.push({ code, severity: "error", message, place: { line, column: 1 } });
}
