import type { AuditedFile } from "../model.ts";
import { readIni, readKeyFile } from "../parse/ini/read-ini.ts";
import type { IniFile, IniKey } from "../parse/ini/types.ts";
import { parsedOf } from "../parse/parsed-of.ts";
import { environmentDirectories } from "../parse/perl/inc/children.ts";
import type { Directory } from "../parse/perl/inc/directory.ts";
import type { Change } from "../parse/perl/inc/types.ts";
import { switchesOf } from "../parse/perl/switches.ts";
import { readShell } from "../parse/shell/read-shell.ts";
import type { ShellCommand } from "../parse/shell/types.ts";
import { shellDirectory } from "./shell-directory.ts";
import { splitWords } from "./split-words.ts";

const SETTING = /^(PERL(?:5LIB|LIB|5OPT|_USE_UNSAFE_INC))=(.*)$/s;
const HINT = /PERL(?:5LIB|LIB|5OPT|_USE_UNSAFE_INC)|\bperl[\d.]*\s/;
/** Commands that set variables for what they start, or for the shell. */
const SETTERS =
  /^(?:export|declare|typeset|readonly|local|env|sudo|setpriv|nice|ionice|exec|command|nohup|timeout|chroot|runuser|su|xargs|time)$/;

/** What a script, a unit or a desktop file puts into the @INC of programs that it starts. */
export function callerChanges(file: AuditedFile): readonly Change[] {
  if (!HINT.test(file.text())) return [];
  if (file.kind === "shell") return parsedOf(file, readShell).value.commands.flatMap(ofCommand);
  const read = file.kind === "unit" ? readIni : readKeyFile;
  return keysOf(parsedOf(file, read).value).flatMap(ofKey);
}

function keysOf(ini: IniFile): readonly IniKey[] {
  return ini.sections.flatMap(({ keys }) => keys);
}

/** `Environment=` and `Exec…=` of units, `Exec=` of desktop files and D-Bus services. */
function ofKey({ key, value, line }: IniKey): readonly Change[] {
  if (key === "Environment") return splitWords(value).flatMap((word) => ofSetting(word, line));
  if (!/^(?:Exec\w*|TryExec)$/.test(key)) return [];
  const words = splitWords(value.replace(/^[-@+!:|]+/, ""));
  return [...words.flatMap((word) => ofSetting(word, line)), ...ofWords(words, line)];
}

function ofCommand({ assignments, words, line }: ShellCommand): readonly Change[] {
  const texts = words.map(({ text }) => text);
  const sets = SETTERS.test(baseOf(texts[0] ?? ""));
  // `export x=y` is an assignment and a word.
  const isSet = (word: string) => assignments.some(({ name }) => word.startsWith(`${name}=`));
  return [
    ...assignments.flatMap(({ name, value }) => ofSetting(`${name}=${value.text}`, value.line)),
    ...(sets ? words.flatMap(({ text, line: at }) => (isSet(text) ? [] : ofSetting(text, at))) : []),
    ...ofWords(texts, line),
  ];
}

function ofSetting(word: string, line: number): readonly Change[] {
  const [, name, value] = SETTING.exec(word) ?? [];
  if (name === undefined || value === undefined) return [];
  const parts = name === "PERL5LIB" || name === "PERLLIB" ? value.split(/:(?![-=?+])/) : [value];
  return change(name, line, environmentDirectories(name, parts.map(shellDirectory)));
}

/** `perl -Ilib …`, perhaps behind `env` or `sudo`. */
function ofWords(words: readonly string[], line: number): readonly Change[] {
  const perl = words.findIndex((word) => /^perl[\d.]*$/.test(baseOf(word)));
  if (perl < 0 || (perl > 0 && !SETTERS.test(baseOf(words[0] ?? "")))) return [];
  return change("perl -I", line, switchesOf(words.slice(perl + 1)).directories.map(shellDirectory));
}

function change(way: string, line: number, directories: readonly Directory[]): readonly Change[] {
  return directories.length === 0 ? [] : [{ way, line, directories }];
}

function baseOf(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1);
}
