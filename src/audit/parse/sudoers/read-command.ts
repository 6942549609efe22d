import { type Cursor, fail, mayReadName, peek, skipBlanks, take, warn } from "./cursor.ts";
import { readArguments, warnOfRegex } from "./read-arguments.ts";
import type { SudoersCommand } from "./types.ts";
import { readNegation, readWord } from "./words.ts";

/** Bytes of a digest; written in hexadecimal or base64. */
const DIGESTS: Readonly<Record<string, number>> = { sha224: 28, sha256: 32, sha384: 48, sha512: 64 };
const ENDS_PATH = ",:=\\ \t\r\n#";
const ESCAPED_IN_PATH = ",:= \t#";

const ANY = { kind: "any" } as const;

/** A command with its digests, negation and arguments. In Defaults a command has none of its own (`bare`). */
export function readCommand(cursor: Cursor, bare = false): SudoersCommand | undefined {
  if (!mayReadName(cursor)) return undefined;
  const digests = bare ? [] : readDigests(cursor);
  if (digests === undefined) return undefined;
  const isNegated = readNegation(cursor, bare ? () => false : skipBlanks);
  if (isNegated === undefined) return undefined;
  const place = cursor.place();
  const name = readName(cursor);
  if (name === undefined) return undefined;
  const written = { ...place, isNegated, name, digests };
  const isPath = name.startsWith("/") || name.startsWith("^");
  if (digests.length > 0 && !isPath && name !== "ALL" && name !== "sudoedit")
    return fail(cursor, "sudoers-syntax", "A digest stands before a path or ALL.", place);
  if (bare || (!isPath && name !== "sudoedit") || (name.startsWith("/") && name.endsWith("/")))
    return { ...written, arguments: ANY };
  const given = readArguments(cursor);
  return given && { ...written, arguments: given };
}

/** `sha256:…, sha512:… /path`: any of them may match. */
function readDigests(cursor: Cursor): readonly string[] | undefined {
  const digests: string[] = [];
  for (;;) {
    skipBlanks(cursor);
    const kind = cursor.text.slice(cursor.at, cursor.at + 6);
    const bytes = Object.hasOwn(DIGESTS, kind) ? DIGESTS[kind] : undefined;
    if (bytes === undefined) {
      return digests.length === 0
        ? digests
        : fail(cursor, "sudoers-syntax", "After a comma behind a digest stands another digest.");
    }
    const digest = readDigest(cursor, bytes);
    if (digest === undefined) return undefined;
    digests.push(`${kind}:${digest}`);
    skipBlanks(cursor);
    if (!take(cursor, ",")) return digests;
  }
}

function readDigest(cursor: Cursor, bytes: number): string | undefined {
  const place = cursor.place();
  cursor.at += 6;
  skipBlanks(cursor);
  const isNamed = take(cursor, ":");
  skipBlanks(cursor);
  const start = cursor.at;
  while (/[A-Za-z0-9+/=]/.test(peek(cursor)) && cursor.at - start < 200) cursor.at += 1;
  const digest = cursor.text.slice(start, cursor.at);
  const isHex = /^[0-9A-Fa-f]+$/.test(digest) && digest.length === 2 * bytes;
  const base64 = digest.endsWith("=") ? 4 * Math.floor((bytes + 2) / 3) : Math.floor((4 * bytes + 2) / 3);
  if (isNamed && (isHex || digest.length === base64)) return digest;
  return fail(
    cursor,
    "sudoers-digest",
    "A digest is its kind, a colon and all of its bytes in hexadecimal or base64.",
    place,
  );
}

function readName(cursor: Cursor): string | undefined {
  const first = peek(cursor);
  if (first === "/") return readPath(cursor);
  if (first === "^") return readPathRegex(cursor);
  const { raw } = readWord(cursor);
  if (raw === "sudoedit" || raw === "list" || /^[A-Z][A-Z0-9_]*$/.test(raw)) return raw;
  return fail(
    cursor,
    "sudoers-syntax",
    "Here must stand a command: an absolute path, ALL, sudoedit, list or an alias.",
  );
}

function readPath(cursor: Cursor): string | undefined {
  const { text } = cursor;
  const parts: string[] = [];
  const place = cursor.place();
  let from = cursor.at;
  while (cursor.at < text.length) {
    const character = text.charAt(cursor.at);
    if (!ENDS_PATH.includes(character)) cursor.at += 1;
    else if (character === "\\" && peek(cursor, 1) !== "" && ESCAPED_IN_PATH.includes(peek(cursor, 1))) {
      parts.push(text.slice(from, cursor.at));
      from = cursor.at + 1;
      cursor.at += 2;
    } else break;
  }
  const path = parts.join("") + text.slice(from, cursor.at);
  if (path === "/") return fail(cursor, "sudoers-syntax", "A command is more than a slash.", place);
  if (!path.endsWith("/sudoedit")) return path;
  warn(
    cursor,
    "sudoers-sudoedit-path",
    "sudoedit is part of sudo and stands without a path; visudo refuses it.",
    place,
  );
  return "sudoedit";
}

/** `^/path$`: the name of a command as a regular expression. */
function readPathRegex(cursor: Cursor): string | undefined {
  const { text, at } = cursor;
  let end = at + 1;
  while (end < text.length && !"#$\r\n".includes(text.charAt(end))) {
    end += text.charAt(end) === "\\" && (text.charAt(end + 1) === "#" || text.charAt(end + 1) === "$") ? 2 : 1;
  }
  if (text.charAt(end) !== "$")
    return fail(cursor, "sudoers-open-regex", "A regular expression begins with ^ here and has no $ at its end.");
  const pattern = text.slice(at, end + 1);
  warnOfRegex(cursor, pattern);
  cursor.at = end + 1;
  return pattern;
}
