import type { Directory } from "./directory.ts";

/** Directories that a program puts into @INC, its own or that of programs which it starts. */
export interface IncChange {
  /** As people would name it: `use lib`, `unshift @INC`, `$ENV{PERL5LIB}`, `perl -I`. */
  readonly way: string;
  readonly line: number;
  readonly directories: readonly Directory[];
  /** In a `sub`: it happens when that is called. */
  readonly isInSub: boolean;
  /** `local @INC = ('.'); do $file`: made for one file that `do` reads, which is no search for modules. */
  readonly isForDo: boolean;
}

/** A change by its own tokens alone. */
export type Change = Pick<IncChange, "way" | "line" | "directories">;
