import type { AuditedFile } from "../model.ts";
import { readIni, readKeyFile } from "../parse/ini/read-ini.ts";
import type { IniFile, IniKey } from "../parse/ini/types.ts";
import { parsedOf } from "../parse/parsed-of.ts";
import { environmentDirectories } from "../parse/perl/inc/children.ts";
import type { Directory } from "../parse/perl/inc/directory.ts";
import type { Change } from "../parse/perl/inc/types.ts";
import { switchesOf } from "../parse/perl/switches.ts";
import { readShell } from "../parse/shell/read-shell.ts";
import type { ShellCommand, ShellWord } from "../parse/shell/types.ts";
import { changesOfOneLiner } from "./one-liners.ts";
import { shellDirectory } from "./shell-directory.ts";
import { type DirectoriesOf, directoriesIn } from "./shell-variables.ts";
import { splitWords } from "./split-words.ts";

const SETTING = /^(PERL(?:5LIB|LIB|5OPT|_USE_UNSAFE_INC))=(.*)$/s;
const HINT = /PERL(?:5LIB|LIB|5OPT|_USE_UNSAFE_INC)|\bperl[\d.]*\s/;
/** Commands that set variables for what they start, or for the shell. */
const SETTERS =
  /^(?:export|declare|typeset|readonly|local|env|sudo|setpriv|nice|ionice|exec|command|nohup|timeout|chroot|runuser|su|xargs|time)$/;

/** What a script, a unit or a desktop file puts into the @INC of programs that it starts. */
export function callerChanges(file: AuditedFile): readonly Change[] {
  if (!HINT.test(file.text())) return [];
  if (file.kind === "shell") {
    const script = parsedOf(file, readShell).value;
    const directoriesOf = directoriesIn(script, file.text());
    return script.commands.flatMap((command) => ofCommand(command, directoriesOf));
  }
  const read = file.kind === "unit" ? readIni : readKeyFile;
  return keysOf(parsedOf(file, read).value).flatMap(ofKey);
}

function keysOf(ini: IniFile): readonly IniKey[] {
  return ini.sections.flatMap(({ keys }) => keys);
}

/** Units and desktop files set no variables that they use themselves. */
const asWritten: DirectoriesOf = (word) => [shellDirectory(word)];

/** `Environment=` and `Exec…=` of units, `Exec=` of desktop files and D-Bus services. */
function ofKey({ key, value, line }: IniKey): readonly Change[] {
  if (key === "Environment") return splitWords(value).flatMap((word) => ofSetting(word, line, asWritten));
  if (!/^(?:Exec\w*|TryExec)$/.test(key)) return [];
  const words = splitWords(value.replace(/^[-@+!:|]+/, ""));
  return [
    ...words.flatMap((word) => ofSetting(word, line, asWritten)),
    ...ofWords(
      words.map((text) => ({ text, line })),
      line,
      asWritten,
    ),
  ];
}

function ofCommand({ assignments, words, line }: ShellCommand, directoriesOf: DirectoriesOf): readonly Change[] {
  const [first] = words;
  const sets = SETTERS.test(baseOf(first?.text ?? ""));
  // `export x=y` is an assignment and a word.
  const isSet = (word: string) => assignments.some(({ name }) => word.startsWith(`${name}=`));
  return [
    ...assignments.flatMap(({ name, value }) => ofSetting(`${name}=${value.text}`, value.line, directoriesOf)),
    ...(sets ? words.flatMap(({ text, line: at }) => (isSet(text) ? [] : ofSetting(text, at, directoriesOf))) : []),
    ...ofWords(words, line, directoriesOf),
  ];
}

function ofSetting(word: string, line: number, directoriesOf: DirectoriesOf): readonly Change[] {
  const [, name, value] = SETTING.exec(word) ?? [];
  if (name === undefined || value === undefined) return [];
  const parts = name === "PERL5LIB" || name === "PERLLIB" ? value.split(/:(?![-=?+])/) : [value];
  return change(name, line, environmentDirectories(name, parts.flatMap(directoriesOf)));
}

/** `perl -Ilib …` and `perl -e 'use lib …'`, perhaps behind `env` or `sudo`. */
function ofWords(
  words: readonly Pick<ShellWord, "text" | "line">[],
  line: number,
  directoriesOf: DirectoriesOf,
): readonly Change[] {
  const texts = words.map(({ text }) => text);
  const perl = texts.findIndex((word) => /^perl[\d.]*$/.test(baseOf(word)));
  if (perl < 0 || (perl > 0 && !SETTERS.test(baseOf(texts[0] ?? "")))) return [];
  const { directories, programs } = switchesOf(texts.slice(perl + 1));
  return [
    ...change("perl -I", line, directories.flatMap(directoriesOf)),
    ...programs.flatMap((program) => {
      const at = words.find(({ text }) => text === program)?.line ?? line;
      return changesOfOneLiner(program, at, directoriesOf);
    }),
  ];
}

function change(way: string, line: number, directories: readonly Directory[]): readonly Change[] {
  return directories.length === 0 ? [] : [{ way, line, directories }];
}

function baseOf(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1);
}
