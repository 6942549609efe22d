import { installingIn } from "./recipes.ts";

/** What an install step makes of a text; every line stays where it is. */
export type Replacing = (text: string) => string;

interface Replacement {
  readonly pattern: RegExp;
  readonly made: string;
  readonly isFirstLine: boolean;
}

/** A command that changes lines: sed(1), and Perl with `-p`. */
const EDITS =
  /(?:^|[\s;&|(@`])(?:(sed|\$[({]SED[)}])|(?:perl|\$[({](?:ABS|FULL)*PERL(?:RUN)?[)}]|\$\^X))(?=\s)([^\n]*)/;
/** What runs only where something else holds. */
const CONDITION = /\|\||\bif\b|\btest\b|\[ /;
const ASSIGNED = /^[ \t]*(\w+)[ \t]*[:?+]?=[ \t]*(.*)$/gm;
const OF_PERL = /(?:^|\/)(?:Makefile|Build)\.PL$/;
/** Longer lines are no first lines and no `use lib`. */
const LONGEST = 300;

/**
 * What recipes replace in the files that they name, by `sed -e 's,PATTERN,TEXT,'` or `perl -p -e 's{PATTERN}{TEXT}'`:
 * first lines and directories that hold in the sources alone. What depends on a condition is not followed, nor are
 * patterns of more than characters, sets and their repetition.
 */
export function replacedLines(
  files: readonly string[],
  textOf: (path: string) => string,
): (path: string) => Replacing | undefined {
  const byName = new Map<string, { readonly from: string; readonly replacement: Replacement }[]>();
  const ofPrograms: { readonly from: string; readonly replacements: readonly Replacement[] }[] = [];
  for (const recipe of installingIn(files, textOf)) {
    const text = textOf(recipe).replace(/\\\r?\n/g, " ");
    if (!/\bs[{,|/#!:%]/.test(text)) continue;
    const from = recipe.slice(0, recipe.lastIndexOf("/") + 1).replace(/(?:^|(?<=\/))debian\/$/, "");
    const variables = new Map([...text.matchAll(ASSIGNED)].map(([, name = "", value = ""]) => [name, value]));
    for (const line of text.split("\n")) {
      if (line.length > 10 * LONGEST) continue;
      const { replacements, rest } = replacementsIn(line);
      if (replacements.length === 0) continue;
      // What finishes each program that MakeMaker installs is given them by its makefile.
      if (OF_PERL.test(recipe) && !/[\w/]/.test(rest.replace(/\s-\w+/g, ""))) ofPrograms.push({ from, replacements });
      const words = spelledOut(rest, variables).split(/[\s"'()<>;|&]+/);
      for (const word of words) {
        const name = word.slice(word.lastIndexOf("/") + 1);
        if (!/\w/.test(name) || name.includes("$")) continue;
        const known = byName.get(name) ?? [];
        if (known.length === 0) byName.set(name, known);
        known.push(...replacements.map((replacement) => ({ from, replacement })));
      }
    }
  }
  return (path) => {
    const named = byName.get(path.slice(path.lastIndexOf("/") + 1))?.filter(({ from }) => path.startsWith(from)) ?? [];
    const finished = ofPrograms.filter(
      ({ from }) => path.startsWith(from) && /^(?:bin|scripts?)\/[^/]+$/.test(path.slice(from.length)),
    );
    const found = [
      ...named.map(({ replacement }) => replacement),
      ...finished.flatMap(({ replacements }) => replacements),
    ];
    return found.length > 0 ? (text) => found.reduce(replaced, text) : undefined;
  };
}

/** The replacements of a line's commands, and what is left of it: the names of the files, among others. */
function replacementsIn(line: string): { readonly replacements: readonly Replacement[]; readonly rest: string } {
  const command = EDITS.exec(line);
  const none = { replacements: [], rest: "" };
  if (!command || CONDITION.test(line.slice(0, command.index))) return none;
  const [, sed, behind = ""] = command;
  if (sed === undefined && !/\s-\w*p/.test(behind)) return none;
  const replacements: Replacement[] = [];
  let rest = behind;
  for (let script = scriptIn(rest); script && replacements.length < 20; script = scriptIn(rest)) {
    const pattern = patternOf(script.pattern, sed !== undefined && !/\s-\w*[Er]/.test(behind));
    if (pattern) replacements.push({ pattern, made: madeOf(script.made), isFirstLine: script.isFirstLine });
    rest = rest.replace(script.whole, () => " ");
  }
  return { replacements, rest };
}

/** `'s,a,b,'`, `"s|a|b|g"`, `'1s/a/b/'`, `'s{a}{b};'`. */
function scriptIn(
  text: string,
):
  | { readonly whole: string; readonly pattern: string; readonly made: string; readonly isFirstLine: boolean }
  | undefined {
  for (const quoted of text.match(/'[^']{3,300}'|"[^"]{3,300}"/g) ?? []) {
    const inner = quoted.slice(1, -1).trim();
    const braced = /^(1?)s\{([^{}]*)\}\{((?:[^{}]|\{[^{}]*\})*)\}\w*;?$/.exec(inner);
    const plain = /^(1?)s([,|/#!:%@])(.*)$/.exec(inner);
    const parts = plain?.[3]?.split(plain[2] ?? "") ?? [];
    if (braced)
      return { whole: quoted, isFirstLine: braced[1] === "1", pattern: braced[2] ?? "", made: braced[3] ?? "" };
    if (plain && parts.length === 3 && /^[gi]*;?$/.test(parts[2] ?? ""))
      return { whole: quoted, isFirstLine: plain[1] === "1", pattern: parts[0] ?? "", made: parts[1] ?? "" };
  }
  return undefined;
}

/** A pattern of characters, sets and their repetition; undefined for any other. */
function patternOf(written: string, isBasic: boolean): RegExp | undefined {
  const pattern = written.replaceAll("$$", "$");
  if (pattern === "" || /\$[({]|[(){}]|\\[1-9(){}|+?]/.test(pattern)) return undefined;
  const anchored = pattern.replace(/^\.\*/, "^$&");
  // What is sought everywhere and repeated is looked for from every place.
  const repeated = (anchored.replace(/\.\*$/, "").match(/[*+]/g) ?? []).length;
  if (repeated + (anchored.startsWith("^") ? 0 : 1) > 2) return undefined;
  const spelled = isBasic ? anchored.replace(/[+?|]/g, "\\$&") : anchored;
  if (!isBasic && /[|?]/.test(spelled)) return undefined;
  try {
    return new RegExp(spelled);
  } catch {
    return undefined;
  }
}

/** A value that the build puts in stands as `@NAME@`. */
function madeOf(written: string): string {
  return written.replace(/\$[({](\w+)[)}]/g, "@$1@").replace(/\\(.)/g, "$1");
}

function spelledOut(text: string, variables: ReadonlyMap<string, string>): string {
  let spelled = text;
  for (let depth = 0; depth < 3 && spelled.length < 10 * LONGEST; depth += 1)
    spelled = spelled.replace(/\$[({](\w+)[)}]/g, (use, name: string) => variables.get(name) ?? use);
  return spelled;
}

function replaced(text: string, { pattern, made, isFirstLine }: Replacement): string {
  const change = (line: string): string => (line.length > LONGEST ? line : line.replace(pattern, () => made));
  if (!isFirstLine) return text.split("\n").map(change).join("\n");
  const end = text.indexOf("\n");
  return end < 0 ? change(text) : change(text.slice(0, end)) + text.slice(end);
}
