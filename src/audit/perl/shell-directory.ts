import { type Directory, textDirectory, UNKNOWN } from "../parse/perl/inc/directory.ts";

const HOME = /^(?:~|\$\{?(?:HOME|XDG_\w+|TMPDIR|USER)\b)/;
const CURRENT = /^(?:\$\{?PWD\b|\$\(\s*pwd\b|`\s*pwd\b|\$\(\s*(?:realpath|readlink -f|readlink -e)\s+\.\s*\))/;
const PROGRAM = /^(?:\$\(|`)[^)]*\$\{?(?:0|BASH_SOURCE)\b|^\$\{(?:0|BASH_SOURCE)\b/;

/** Where a directory comes from that a shell's word names: quotes are gone, expansions stand as written. */
export function shellDirectory(word: string): Directory {
  if (PROGRAM.test(word)) return { from: "program", by: "$0" };
  if (CURRENT.test(word)) return { from: "working-directory", by: "the current directory" };
  if (HOME.test(word)) return { from: "environment", by: word.replace(/\/.*$/s, "") };
  // What other variables hold is said elsewhere, by who builds or configures.
  if (/^[$`%@]/.test(word)) return UNKNOWN;
  return textDirectory(word, !/[$`]/.test(word));
}
