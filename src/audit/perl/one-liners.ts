import { incChanges } from "../parse/perl/inc/changes.ts";
import type { Directory } from "../parse/perl/inc/directory.ts";
import type { Change } from "../parse/perl/inc/types.ts";
import { readPerl } from "../parse/perl/read-perl.ts";
import type { DirectoriesOf } from "./shell-variables.ts";

const HINT = /\blib\b|INC\b/;
const EXPANSION = /\$(?:\{([A-Z_]\w*)\}|([A-Z_]\w*))(?![\w[{]|->)/gi;

/**
 * What the program behind `perl -e` does to @INC. A shell puts its own variables into a text in double quotes before Perl
 * reads it: they are given to Perl's reader as variables that hold the same.
 */
export function changesOfOneLiner(text: string, line: number, directoriesOf: DirectoriesOf): readonly Change[] {
  if (!HINT.test(text)) return [];
  const set = new Map<string, string>();
  for (const [, braced, plain] of text.matchAll(EXPANSION)) {
    const name = braced ?? plain ?? "";
    const [value] = directoriesOf(`$${name}`).flatMap((directory) => written(directory) ?? []);
    if (value !== undefined) set.set(name, value);
  }
  const program = set.size === 0 ? text : interpolated(text, set);
  try {
    return incChanges(readPerl(program).value).map((change) => ({
      ...change,
      way: `perl -e, ${change.way}`,
      line: change.line + line - 1,
    }));
  } catch {
    // Lists of junk are no program that anybody starts.
    return [];
  }
}

/** Perl takes no variable in single quotes, but the shell has put its value there already. */
function interpolated(text: string, set: ReadonlyMap<string, string>): string {
  const names = [...set.keys()].join("|");
  const quoted = new RegExp(`'([^'"\\n]*\\$\\{?(?:${names})\\b[^'"\\n]*)'`, "g");
  const begin = [...set].map(([name, value]) => `$${name} = ${value}; `).join("");
  return begin + text.replace(quoted, '"$1"');
}

/** Perl that stands for a directory of the shell's; undefined for what nobody can tell. */
function written(directory: Directory): string | undefined {
  switch (directory.from) {
    case "program":
      return "$0";
    case "working-directory":
      return "$ENV{PWD}";
    case "environment":
      return `$ENV{${directory.by.replace(/\W/g, "")}}`;
    case "text":
      return `'${directory.text.replace(/[\\']/g, "\\$&")}'`;
    default:
      return undefined;
  }
}
