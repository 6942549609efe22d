import { type Directory, UNKNOWN } from "../parse/perl/inc/directory.ts";
import type { ShellScript } from "../parse/shell/types.ts";
import { shellDirectory } from "./shell-directory.ts";

/** Where the directory comes from that a word of a script names; several where a variable in it has several values. */
export type DirectoriesOf = (word: string) => readonly Directory[];

const LEADING = /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))(.*)$/s;
/** What Perl itself reads, what every shell has set, and what a packaging's build hands to its scripts. */
const SET_BY_OTHERS = /^(?:PERL|HOME$|PWD$|OLDPWD$|TMPDIR$|USER$|XDG_|DESTDIR$|RPM_|DPKG_|DH_|PREFIX$|IFS$|BASH)/;
const DEEPEST = 8;
const MOST_VALUES = 16;

/**
 * Follows variables to where the script sets them. A name in capitals that nothing in the script can have set comes from
 * the environment; where other files are read in, nobody can tell.
 */
export function directoriesIn({ commands }: ShellScript, text: string): DirectoriesOf {
  const values = new Map<string, string[]>();
  for (const { assignments } of commands) {
    for (const { name, value, items } of assignments) {
      if (items) continue;
      const known = values.get(name);
      if (!known) values.set(name, [value.text]);
      else if (known.length < MOST_VALUES) known.push(value.text);
    }
  }
  const readsOthers = commands.some(({ words }) => words[0]?.text === "." || words[0]?.text === "source");
  const isSetOtherwise = (name: string): boolean =>
    new RegExp(
      `\\b(?:for|select|read|readarray|mapfile|getopts|printf|declare|local)\\b[^\\n]*\\b${name}\\b|\\b${name}\\+?=`,
    ).test(text);

  function of(word: string, depth: number): readonly Directory[] {
    const [, braced, plain, rest = ""] = LEADING.exec(word) ?? [];
    const name = braced ?? plain;
    const itself = shellDirectory(word);
    if (name === undefined || itself.from !== "unknown") return [itself];
    const known = values.get(name);
    if (known && depth < DEEPEST) {
      // What adds to itself says nothing new.
      const others = known.filter((value) => !value.includes(`$${name}`) && !value.includes(`\${${name}`));
      return others.flatMap((value) => of(`${value}${rest}`, depth + 1)).slice(0, MOST_VALUES);
    }
    const isGiven = /^[A-Z][A-Z0-9_]+$/.test(name) && !SET_BY_OTHERS.test(name);
    return isGiven && !known && !readsOthers && !isSetOtherwise(name)
      ? [{ from: "environment", by: `$${name}` }]
      : [UNKNOWN];
  }
  return (word) => of(word, 0);
}
