import { type PathPattern, pathPattern } from "./path-pattern.ts";
import { installingIn } from "./recipes.ts";

/** `NAME = install …` of a makefile, and the names that GNU's conventions give to install(1). */
const VARIABLE = /^[ \t]*(\w+)[ \t]*[:?+]?=[ \t]*(\S.{0,200})$/gm;
/** Lines that are longer than this, with the values of their variables, are no commands of people. */
const LONG = 10_000;
const CONVENTIONS: Readonly<Record<string, string>> = {
  INSTALL: "install",
  INSTALL_PROGRAM: "install",
  INSTALL_SCRIPT: "install",
  INSTALL_BIN: "install",
  INSTALL_EXEC: "install",
  INSTALL_DATA: "install -m 644",
  install: "install",
};
const USE = /\$[({](\w+)[)}]/g;
/** What stands in front of a command in a recipe. */
const COMMAND = /(?:^|[;&|]|\bdo\b|\bthen\b)[\s@+-]*(?![\s@+-])((?:[^\s;&|]{0,200}\/)?install(?=\s)[^;&|]*)/g;
/** Lists that automake and setup.py install with the bit. */
const LISTS = /^(?:dist_|nodist_)?(?!noinst_|check_|EXTRA_)\w+_SCRIPTS[ \t]*\+?=((?:.*\\\n)*.*)$/gm;
const VALUED = new Set([
  "-m",
  "-o",
  "-g",
  "-S",
  "-t",
  "--mode",
  "--owner",
  "--group",
  "--suffix",
  "--target-directory",
]);

/** Whether an install step sets the executable bit of a file, whatever its bit is in the source: install(1) does by itself. */
export function installedPrograms(
  files: readonly string[],
  textOf: (path: string) => string,
): (path: string) => boolean {
  const names = new Set<string>();
  const patterns: PathPattern[] = [];
  for (const recipe of installingIn(files, textOf)) {
    const from = /\.spec(?:\.in)?$/.test(recipe)
      ? ""
      : recipe.slice(0, recipe.lastIndexOf("/") + 1).replace(/(?:^|(?<=\/))debian\/$/, "");
    for (const word of wordsOf(textOf(recipe))) {
      const path = from + word.replace(/^(?:\.\/)+/, "");
      if (!/[*?]/.test(path)) names.add(path);
      else if (patterns.length < 200 && /\w/.test(word)) patterns.push(pathPattern(path));
    }
  }
  return (path) => names.has(path) || patterns.some((pattern) => pattern.test(path));
}

/** The files that the commands and lists of a recipe install with the bit. */
function wordsOf(text: string): string[] {
  const known = new Map<string, string>(Object.entries(CONVENTIONS));
  for (const [, name = "", value = ""] of text.matchAll(VARIABLE)) {
    if (/^(?:\S*\/)?install(?:\s|$)/.test(value)) known.set(name, value);
  }
  const listed = [...text.matchAll(LISTS)].flatMap(([, words = ""]) => words.replace(/\\\n/g, " ").split(/\s+/));
  const commands = text.replace(/\\\r?\n/g, " ").split("\n");
  const installed = commands.flatMap((line) => {
    if (line.length > LONG) return [];
    const spelled = line.replace(USE, (use, name: string) => known.get(name) ?? use);
    if (spelled.length > LONG || !spelled.includes("install")) return [];
    return [...spelled.matchAll(COMMAND)].flatMap(([, command = ""]) => sourcesOf(command));
  });
  return [...listed, ...installed].filter((word) => word !== "" && !/[$%{}()"']/.test(word));
}

/** What install(1) is given besides options, without the place to which it goes; none for directories, and for data. */
function sourcesOf(command: string): readonly string[] {
  const [, ...given] = command.trim().split(/\s+/);
  const sources: string[] = [];
  let mode = "755";
  let hasTarget = false;
  for (let at = 0; at < given.length; at += 1) {
    const word = given[at] ?? "";
    if (word === "--") continue;
    if (!word.startsWith("-") || word === "-") {
      sources.push(word);
      continue;
    }
    if (word === "--directory" || /^-[a-zA-Z]*d/.test(word)) return [];
    if (/^(?:-t|--target-directory)/.test(word)) hasTarget = true;
    const attached = /^(?:--mode=|-[a-zA-Z]*?m)(.+)$/.exec(word)?.[1];
    if (attached !== undefined) mode = attached;
    else if (/^(?:--mode|-[a-zA-Z]*m)$/.test(word)) mode = given[++at] ?? "";
    else if (VALUED.has(word)) at += 1;
  }
  const isProgram = /^0?[0-7]*[1357][0-7]{0,2}$/.test(mode) || /[+=][rws]*x/.test(mode);
  return isProgram ? (hasTarget ? sources : sources.slice(0, -1)) : [];
}
