/** What a token is; places are lines from 1. */
export type PerlToken =
  /** A name or keyword as written: `use`, `FindBin`, `File::Spec`, `__FILE__`. */
  | { readonly kind: "word"; readonly text: string; readonly line: number }
  /** With its sigil, without braces around a plain name: `@INC`, `$FindBin::Bin`, `${^TAINT}`, `$0`. */
  | { readonly kind: "variable"; readonly text: string; readonly line: number }
  /** `'…'`, `"…"`, `q`, `qq`, a here document, a bare word before `=>` or between braces. Escapes stand as written. */
  | { readonly kind: "string"; readonly text: string; readonly interpolates: boolean; readonly line: number }
  /** `qw`. */
  | { readonly kind: "words"; readonly items: readonly string[]; readonly line: number }
  /** A match, a substitution, a transliteration: what it replaces with stands as written in `text`. */
  | { readonly kind: "pattern"; readonly text: string; readonly line: number }
  /** Backticks, `qx`, `<<` with backticks. */
  | { readonly kind: "command"; readonly text: string; readonly line: number }
  | { readonly kind: "number"; readonly text: string; readonly line: number }
  /** An operator, a bracket, a comma; `readline` stands for `<FH>` and for a glob. */
  | { readonly kind: "operator"; readonly text: string; readonly line: number }
  /** `{ … }` of statements: a block of `do`, `map`, `sub`, `if`. */
  | { readonly kind: "block"; readonly statements: readonly PerlStatement[]; readonly line: number };

export interface PerlStatement {
  readonly tokens: readonly PerlToken[];
  /** Of its first token. */
  readonly line: number;
  /** It stands in a `sub`, so it runs when that is called. */
  readonly isInSub: boolean;
}

/** A Perl program or module as far as its quoting and its blocks tell what its statements are. */
export interface PerlProgram {
  /** The words of the `#!` line from the interpreter on; empty without one. */
  readonly interpreter: readonly string[];
  /** All of them, those of blocks before the statement that the block belongs to. */
  readonly statements: readonly PerlStatement[];
}
