import { readShell } from "../parse/shell/read-shell.ts";
import type { ShellScript, ShellWord } from "../parse/shell/types.ts";
import { expandedWord, shellValues } from "../parse/shell/values.ts";

/** A line of words that starts a program, in whatever language it is written. */
export interface Start {
  readonly words: readonly ShellWord[];
  /** The directory that the script has changed to before, where it is fixed. */
  readonly directory: string | undefined;
  readonly line: number;
  /** A list that may be something else than a command line. */
  readonly isGuess: boolean;
}

/** What a script starts; variables that have one fixed value are put in. */
export function startsOfShell(script: ShellScript): Start[] {
  const values = shellValues(script);
  let directory: string | undefined;
  const starts: Start[] = [];
  for (const { words, line } of script.commands) {
    const [first, second] = words;
    if (!first) continue;
    if (first.text === "cd" && second?.text.startsWith("/")) directory = second.text;
    starts.push({ words: words.flatMap((word) => expandedWord(word, values)), directory, line, isGuess: false });
  }
  return starts;
}

/** What a line for a shell starts. */
export function startsOfText(text: string, line: number): Start[] {
  return startsOfShell(readShell(text).value).map((part) => ({
    ...part,
    line: part.line + line - 1,
    words: part.words.map((word) => ({ ...word, line: word.line + line - 1 })),
  }));
}
