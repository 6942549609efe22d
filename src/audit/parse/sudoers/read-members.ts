import { type Cursor, fail, mayReadName, peek, skipBlanks, take } from "./cursor.ts";
import type { SudoersMember } from "./types.ts";
import { readNegation, readQuoted, readWord } from "./words.ts";

export type MemberRole = "user" | "group" | "host";

/** Words of the grammar, which are no names. */
const RESERVED = new Set([
  ...["TIMEOUT", "NOTBEFORE", "NOTAFTER", "CWD", "CHROOT", "ROLE", "TYPE"],
  ...["sudoedit", "sha224", "sha256", "sha384", "sha512"],
]);
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}(?:\/.*)?$/;
const WORDS = "(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}";
const IPV6 = new RegExp(
  `(?:${WORDS.replace("7", "6")}(?<=:)\\d{1,3}(?:\\.\\d{1,3}){3}|${WORDS})(?:/(?:${WORDS}|\\d{1,3}))?`,
  "y",
);

/** A list of users, groups or hosts. `skip` passes what may stand before a member: in Defaults only what follows a comma. */
export function readMembers(
  cursor: Cursor,
  role: MemberRole,
  skip: (cursor: Cursor) => unknown = skipBlanks,
): readonly SudoersMember[] | undefined {
  const members: SudoersMember[] = [];
  do {
    const member = readMember(cursor, role, members.length === 0 ? skip : skipBlanks, skip);
    if (member === undefined) return undefined;
    members.push(member);
  } while (takeComma(cursor));
  return members;
}

/** A comma after blanks; blanks that no comma follows are left. */
export function takeComma(cursor: Cursor): boolean {
  const before = cursor.at;
  skipBlanks(cursor);
  if (take(cursor, ",")) return true;
  cursor.at = before;
  return false;
}

function readMember(
  cursor: Cursor,
  role: MemberRole,
  first: (cursor: Cursor) => unknown,
  skip: (cursor: Cursor) => unknown,
): SudoersMember | undefined {
  if (!mayReadName(cursor)) return undefined;
  first(cursor);
  const isNegated = readNegation(cursor, skip);
  if (isNegated === undefined) return undefined;
  const place = cursor.place();
  const name = readName(cursor, role);
  return name === undefined ? undefined : { ...place, name, isNegated };
}

function readName(cursor: Cursor, role: MemberRole): string | undefined {
  const wrong = (): undefined => fail(cursor, "sudoers-syntax", `Here must stand the name of a ${role}.`);
  const first = peek(cursor);
  if (first === '"') return readQuotedName(cursor, role);
  if (first === "#") return readId(cursor, "") ?? wrong();
  if (first === "%") return role === "user" ? (readGroup(cursor) ?? wrong()) : wrong();
  const address = role === "host" ? readAddress(cursor) : undefined;
  if (address !== undefined) return address;
  const { raw, text } = readWord(cursor);
  if (raw === "" || raw === "+" || raw.startsWith("/") || RESERVED.has(raw)) return wrong();
  if (role === "group" && raw.startsWith("+")) return wrong();
  if (role !== "host" && IPV4.test(raw)) return wrong();
  return text;
}

function readQuotedName(cursor: Cursor, role: MemberRole): string | undefined {
  const name = readQuoted(cursor);
  if (name === undefined) return undefined;
  const kind = name.charAt(0);
  const isEmpty = name === "%" || name === "%:" || name === "+";
  if (isEmpty || (kind === "%" && role !== "user") || (kind === "+" && role === "group"))
    return fail(cursor, "sudoers-syntax", `"${name}" is no ${role}.`);
  return name;
}

/** `#0` after what is before it; `-1` is a number too. */
function readId(cursor: Cursor, before: string): string | undefined {
  const found = /#-?[0-9]+/y;
  found.lastIndex = cursor.at;
  const id = found.exec(cursor.text)?.[0];
  if (id === undefined) return undefined;
  cursor.at += id.length;
  return before + id;
}

/** `%group`, `%#gid`, `%:group` and `%:#gid` of a group provider. */
function readGroup(cursor: Cursor): string | undefined {
  cursor.at += 1;
  const before = take(cursor, ":") ? "%:" : "%";
  if (peek(cursor) === "#") return readId(cursor, before);
  const { text } = readWord(cursor);
  return text === "" ? undefined : before + text;
}

function readAddress(cursor: Cursor): string | undefined {
  IPV6.lastIndex = cursor.at;
  const address = IPV6.exec(cursor.text)?.[0];
  if (address === undefined) return undefined;
  if (/::.*::/.test(address.replace(/\/.*/, ""))) return fail(cursor, "sudoers-syntax", "This is no IPv6 address.");
  cursor.at += address.length;
  return address;
}
