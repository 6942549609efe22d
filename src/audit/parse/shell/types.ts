/** A word of a command after quoting: its text, where all of it stands in the script. */
export interface ShellWord {
  /** Quotes and escapes removed; expansions stand as written (`$HOME/x`, `$(date)`). */
  readonly text: string;
  /** No expansion, substitution or glob in it: `text` is what the program receives. */
  readonly isFixed: boolean;
  /** `"$@"`, `$@`, `$*` or `${1+"$@"}`: hands the caller's arguments on. */
  readonly forwardsArguments: boolean;
  readonly line: number;
}

export interface ShellAssignment {
  readonly name: string;
  readonly value: ShellWord;
  /** Of an array `name=(…)`. */
  readonly items?: readonly ShellWord[];
}

/** One simple command, wherever it stands: in a list, a function, a substitution, `sh -c '…'` with a fixed text. */
export interface ShellCommand {
  readonly assignments: readonly ShellAssignment[];
  readonly words: readonly ShellWord[];
  readonly line: number;
  /** The function in which it stands, if any. */
  readonly within: string | undefined;
  /** The files that its standard output goes to (`> x`, `>> x`), by itself or with the compound command around it. */
  readonly outputs?: readonly ShellWord[];
  /** The command that reads its standard output; without words when that is a compound one. */
  readonly pipesTo?: ShellCommand;
}

export interface ShellHereDocument {
  readonly line: number;
  /** As written: what a shell would expand in it stands as it is. */
  readonly text: string;
  /** The word that ends it is quoted, so that nothing in it is expanded. */
  readonly isQuoted: boolean;
  readonly command: ShellCommand;
}

/** Enough of a POSIX shell or bash script to see which program a line starts and with what. */
export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  /** Here documents are data: they are no commands, but their text may be asked for, by the line on which it begins. */
  readonly hereDocuments: readonly ShellHereDocument[];
  readonly functions: readonly { readonly name: string; readonly line: number }[];
}
