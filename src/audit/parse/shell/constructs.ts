import type { OpenCommand, Reader } from "./reader.ts";
import type { ShellWord } from "./types.ts";

/** A compound command that is open, and the function that ended with it before, if it is a function's body. */
export interface Construct {
  /** The word that opened it. */
  readonly word: string;
  readonly line: number;
  /** How many commands the script had before it. */
  readonly first: number;
  /** Set on a function's body: in which function the reader stood outside of it. */
  readonly outer?: { readonly within: string | undefined };
}

/** What one list keeps while it is read. */
export interface List {
  readonly reader: Reader;
  readonly open: Construct[];
  command: OpenCommand;
  /** The name of a function whose body comes next. */
  named: string | undefined;
  /** The compound command that has just ended: what follows it redirects all of it. */
  closed: Construct | undefined;
  /** The command depends on the one before it: `&&`, `||`, `|`. */
  isConditional: boolean;
}

const OPENED_BY: Readonly<Record<string, readonly string[]>> = {
  fi: ["if"],
  done: ["while", "until", "for", "select"],
  esac: ["case"],
  "}": ["{"],
  ")": ["("],
};

/** Opens a compound command; the one after a function's name is its body. */
export function opens(list: List, word: string, line: number): void {
  const { reader, named } = list;
  const first = reader.result.commands.length;
  list.open.push(named === undefined ? { word, line, first } : { word, line, first, outer: { within: reader.within } });
  if (named !== undefined) reader.within = named;
  list.named = undefined;
}

/** Closes the innermost compound command if `word` can; else nothing changes. */
export function closes(list: List, word: string): boolean {
  const last = list.open.at(-1);
  if (last === undefined || !OPENED_BY[word]?.includes(last.word)) return false;
  list.open.pop();
  if (last.outer) list.reader.within = last.outer.within;
  list.closed = last;
  return true;
}

/** The name of a function: what opens next is its body. */
export function declare(list: List, name: string, line: number): void {
  list.named = name;
  list.reader.result.functions.push({ name, line });
}

/** What a redirection or a pipe is for: the command that is read, or those of the compound one that has just ended. */
export function redirected({ reader, command, closed }: List): readonly OpenCommand[] {
  if (!closed || command.words.length > 0 || command.assignments.length > 0) return [command];
  const commands = reader.result.commands.slice(closed.first);
  // Compound commands around compound commands, each redirected, are looked through as far as a script's length goes.
  reader.result.lookahead -= commands.length;
  return reader.result.lookahead < 0 ? [] : commands;
}

/** Notes where the standard output goes; what already has a place within a compound command keeps it. */
export function noteOutput(list: List, output: ShellWord | undefined): void {
  if (!output) return;
  for (const command of redirected(list)) {
    if (command.outputs === undefined) command.outputs = [output];
    else if (command === list.command) command.outputs.push(output);
  }
}
