import { type Cursor, fail, isAtEnd, peek, skipBlanks, take } from "./cursor.ts";
import { readCommand } from "./read-command.ts";
import { readMembers, takeComma } from "./read-members.ts";
import type { SudoersGrant, SudoersMember, SudoersPlace } from "./types.ts";
import { readQuoted, readWord } from "./words.ts";

const OPTION = /(?:CWD|CHROOT|TIMEOUT|NOTBEFORE|NOTAFTER|ROLE|TYPE|PRIVS|LIMITPRIVS|APPARMOR_PROFILE)(?=[ \t]*=)/y;
const TAG = /((?:NO)?(?:PASSWD|EXEC|INTERCEPT|SETENV|LOG_OUTPUT|LOG_INPUT|MAIL|FOLLOW))[ \t]*:/y;
const PATH = /^(?:[/~]|\*$)/;
const DAY = /^\d{10}(?:\d\d){0,2}(?:[.,]\d+)?(?:Z|[+-]\d{2}(?:\d{2})?)?$/;
const FORMS: Readonly<Record<string, RegExp>> = {
  ...{ CWD: PATH, CHROOT: PATH, NOTBEFORE: DAY, NOTAFTER: DAY },
  TIMEOUT: /^(?:\d+[dhmsDHMS]?)+$/,
};
const FORM_NAMES: Readonly<Record<string, string>> = {
  ...{ CWD: "a path, ~ or *", CHROOT: "a path, ~ or *", TIMEOUT: "seconds, or such as 1h30m" },
  ...{ NOTBEFORE: "a time such as 20261122000000Z", NOTAFTER: "a time such as 20261122000000Z" },
};

/** What a command takes over from the one before it in its list. */
interface Terms {
  readonly runAs: RunAs | undefined;
  readonly options: Readonly<Record<string, string>>;
  readonly tags: ReadonlySet<string>;
}

interface RunAs {
  readonly users: readonly SudoersMember[] | undefined;
  readonly groups: readonly SudoersMember[] | undefined;
}

/** `users hosts = commands : hosts = commands`; undefined after a problem, since sudo drops the whole entry then. */
export function readGrants(cursor: Cursor): readonly SudoersGrant[] | undefined {
  const place = cursor.place();
  const users = readMembers(cursor, "user");
  if (users === undefined) return undefined;
  const grants: SudoersGrant[] = [];
  do {
    const hosts = readMembers(cursor, "host");
    if (hosts === undefined) return undefined;
    skipBlanks(cursor);
    if (!take(cursor, "=")) return fail(cursor, "sudoers-syntax", "After users and hosts stands = with the commands.");
    const commands = readCommands(cursor, place, users, hosts);
    if (commands === undefined) return undefined;
    for (const command of commands) grants.push(command);
    skipBlanks(cursor);
  } while (take(cursor, ":"));
  return isAtEnd(cursor) ? grants : fail(cursor, "sudoers-syntax", "The entry should end here, or go on with , or :.");
}

function readCommands(
  cursor: Cursor,
  place: SudoersPlace,
  users: readonly SudoersMember[],
  hosts: readonly SudoersMember[],
): readonly SudoersGrant[] | undefined {
  const grants: SudoersGrant[] = [];
  let terms: Terms = { runAs: undefined, options: {}, tags: new Set() };
  do {
    const now = readTerms(cursor, terms);
    const command = now && readCommand(cursor);
    if (!now || !command) return undefined;
    terms = now;
    const { runAs, options, tags } = now;
    grants.push({
      ...place,
      users,
      hosts,
      runAsUsers: runAs?.users,
      runAsGroups: runAs?.groups,
      options,
      tags,
      command,
    });
  } while (takeComma(cursor));
  return grants;
}

/** `(user : group) OPTION=value TAG:` before a command; what is not written is as it was for the command before. */
function readTerms(cursor: Cursor, before: Terms): Terms | undefined {
  skipBlanks(cursor);
  const isWritten = peek(cursor) === "(";
  const runAs = isWritten ? readRunAs(cursor) : before.runAs;
  if (isWritten && runAs === undefined) return undefined;
  const options = readOptions(cursor, before.options);
  return options && { runAs, options, tags: readTags(cursor, before.tags) };
}

/** `()` and `(:)` are the caller; `(:group)` is the caller with another group. */
function readRunAs(cursor: Cursor): RunAs | undefined {
  take(cursor, "(");
  skipBlanks(cursor);
  const hasUsers = !":)".includes(peek(cursor));
  const users = hasUsers ? readMembers(cursor, "user") : undefined;
  if (hasUsers && users === undefined) return undefined;
  skipBlanks(cursor);
  const hasColon = take(cursor, ":");
  skipBlanks(cursor);
  const hasGroups = hasColon && peek(cursor) !== ")";
  if (hasUsers && hasColon && !hasGroups) return fail(cursor, "sudoers-syntax", "After the colon stands a group.");
  const groups = hasGroups ? readMembers(cursor, "group") : undefined;
  if (hasGroups && groups === undefined) return undefined;
  skipBlanks(cursor);
  if (!take(cursor, ")")) return fail(cursor, "sudoers-syntax", "The list in parentheses should end here.");
  return users === undefined && groups === undefined ? { users: [], groups } : { users, groups };
}

function readOptions(cursor: Cursor, before: Terms["options"]): Terms["options"] | undefined {
  let options = before;
  for (;;) {
    skipBlanks(cursor);
    const name = matchHere(cursor, OPTION)?.[0];
    if (name === undefined) return options;
    skipBlanks(cursor);
    take(cursor, "=");
    skipBlanks(cursor);
    const place = cursor.place();
    const value = peek(cursor) === '"' ? readQuoted(cursor) : readWord(cursor).text;
    if (value === undefined) return undefined;
    if (!(FORMS[name] ?? /./).test(value))
      return fail(
        cursor,
        "sudoers-option",
        `${name} has no value of its form: ${FORM_NAMES[name] ?? "a word"}.`,
        place,
      );
    options = { ...options, [name]: value };
  }
}

/** A tag replaces its opposite. */
function readTags(cursor: Cursor, before: ReadonlySet<string>): ReadonlySet<string> {
  let tags = before;
  for (;;) {
    skipBlanks(cursor);
    const tag = matchHere(cursor, TAG)?.[1];
    if (tag === undefined) return tags;
    const opposite = tag.startsWith("NO") ? tag.slice(2) : `NO${tag}`;
    tags = new Set([...tags].filter((other) => other !== opposite)).add(tag);
  }
}

function matchHere(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text);
  if (found) cursor.at += found[0].length;
  return found;
}
