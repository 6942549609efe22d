import type { Parsed } from "../../../kernel/index.ts";
import { checkAliases } from "./check-aliases.ts";
import { checkSettings } from "./check-settings.ts";
import { type Cursor, createCursor, fail, isAtEnd, isBlank, peek, skipBlanks, skipEntry } from "./cursor.ts";
import { readAliases } from "./read-alias.ts";
import { readDefaults } from "./read-default.ts";
import { readGrants } from "./read-grants.ts";
import type { SudoersAlias, SudoersDefault, SudoersFile, SudoersGrant } from "./types.ts";
import { readQuoted } from "./words.ts";

/** Words that begin an entry; a longer word is a user's name. */
const DEFAULTS = /Defaults(?=[:@>!]|[ \t\r\n\\#]|$)/y;
const ALIAS = /(Host|Cmnd|Cmd|User|Runas)_Alias(?=[ \t\r\n\\]|$)/y;
const INCLUDE = /@include(dir)?(?=[ \t\r\n\\"]|$)/y;
const OLD_INCLUDE = /#include(dir)?[ \t]/y;

const ALIAS_KINDS: Readonly<Record<string, SudoersAlias["kind"]>> = { Host: "Host", User: "User", Runas: "Runas" };

interface Reading {
  readonly grants: SudoersGrant[];
  readonly defaults: SudoersDefault[];
  readonly aliases: SudoersAlias[];
  readonly includes: SudoersFile["includes"][number][];
}

/**
 * A file in the grammar of sudoers(5), as sudo 1.9 reads it. Every problem of severity `error` is one for which sudo drops
 * the entry, or refuses the file; included files are named, not read. `lineOf` tells where a line stands when the text is a part of another file.
 */
export function readSudoers(text: string, lineOf?: (line: number) => number): Parsed<SudoersFile> {
  const cursor = createCursor(text, lineOf);
  const file: Reading = { grants: [], defaults: [], aliases: [], includes: [] };
  while (cursor.at < text.length) {
    readEntry(cursor, file);
    skipEntry(cursor);
  }
  checkAliases(cursor, file);
  checkSettings(cursor, file.defaults);
  return { value: file, problems: cursor.problems };
}

/** What could not be read is left where the reading stopped; the caller passes the rest of the entry. */
function readEntry(cursor: Cursor, file: Reading): void {
  const old = match(cursor, OLD_INCLUDE);
  if (old) readInclude(cursor, file, old[1] !== undefined);
  else if (!isAtEnd(cursor)) readNamedEntry(cursor, file);
}

function readNamedEntry(cursor: Cursor, file: Reading): void {
  const alias = match(cursor, ALIAS)?.[1];
  const include = match(cursor, INCLUDE);
  if (alias !== undefined) append(file.aliases, readAliases(cursor, ALIAS_KINDS[alias] ?? "Cmnd"));
  else if (include) readInclude(cursor, file, include[1] !== undefined);
  else if (match(cursor, DEFAULTS)) append(file.defaults, readDefaults(cursor));
  else append(file.grants, readGrants(cursor));
}

/** One by one: an entry of a hostile file can be longer than a call may have arguments. */
function append<T>(list: T[], more: readonly T[] | undefined): void {
  for (const one of more ?? []) list.push(one);
}

function readInclude(cursor: Cursor, file: Reading, isDirectory: boolean): void {
  skipBlanks(cursor);
  const place = cursor.place();
  const path = peek(cursor) === '"' ? readQuoted(cursor) : readPath(cursor);
  if (path === undefined) return;
  if (path === "") fail(cursor, "sudoers-syntax", "Here must stand the file or directory that is taken in.", place);
  else if (!isAtEnd(cursor)) fail(cursor, "sudoers-syntax", "After the path of an include nothing else stands.");
  file.includes.push({ ...place, path, isDirectory });
}

/** Up to a blank; a backslash keeps blanks. */
function readPath(cursor: Cursor): string {
  const { text } = cursor;
  const start = cursor.at;
  while (cursor.at < text.length && !/\s/.test(text.charAt(cursor.at))) {
    const keeps = text.charAt(cursor.at) === "\\" && isBlank(text.charAt(cursor.at + 1));
    cursor.at += keeps ? 2 : 1;
  }
  return text.slice(start, cursor.at).replace(/\\([\s\S])/g, "$1");
}

function match(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text);
  if (found) cursor.at += pattern === OLD_INCLUDE ? found[0].length - 1 : found[0].length;
  return found;
}
