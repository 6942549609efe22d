import { type NoteLine, noteOf } from "./parse-note.ts";
import type { Words } from "./words.ts";

const SPACE = 32;
const OPEN = 40;
const CLOSE = 41;
const DASH = 45;
const LESS = 60;
const GREATER = 62;
const SQUARE = 91;
const CLOSE_SQUARE = 93;

const NAME = 1;
const VERSION = 2;
const WORD = 4;
const RELEASE = 8;
/** Of each byte the kinds of words that it may stand in. */
const KINDS = Uint8Array.from({ length: 256 }, (_, code) => {
  const letter = String.fromCharCode(code);
  const kind = (form: RegExp, bit: number): number => (form.test(letter) ? bit : 0);
  return (
    kind(/[A-Za-z0-9:.+-]/, NAME) |
    kind(/[A-Za-z0-9:.+~-]/, VERSION) |
    kind(/[a-z-]/, WORD) |
    kind(/[a-z0-9-]/, RELEASE)
  );
});

/**
 * What `parseNoteLine` says of a note of the usual form: one space between its parts, and without a fault. undefined sends
 * the line there. Its words are found by their bytes, and nothing is cut out of the text but what stands in brackets.
 */
export function plainNote(
  { text, bytes }: { readonly text: string; readonly bytes: Uint8Array },
  from: number,
  to: number,
  line: number,
  { names, versions }: Words,
): NoteLine | undefined {
  let release: string | undefined;
  let at = from;
  if (bytes[at] === SQUARE) {
    const end = endOf(RELEASE, bytes, at + 1, to);
    if (!isKind(WORD, bytes[at + 1]) || bytes[at + 1] === DASH) return undefined;
    if (bytes[end] !== CLOSE_SQUARE || bytes[end + 1] !== SPACE) return undefined;
    release = names.at(bytes, at + 1, end);
    at = end + 2;
  }
  if (bytes[at] !== DASH || bytes[at + 1] !== SPACE) return undefined;
  const nameAt = at + 2;
  const nameEnd = endOf(NAME, bytes, nameAt, to);
  if (nameEnd === nameAt) return undefined;
  const name = names.at(bytes, nameAt, nameEnd);
  at = nameEnd;
  let word: string | undefined;
  let version: string | undefined;
  if (at < to && bytes[at] === SPACE && bytes[at + 1] === LESS) {
    const end = endOf(WORD, bytes, at + 2, to);
    if (bytes[end] !== GREATER || end === at + 2) return undefined;
    word = names.at(bytes, at + 2, end);
    at = end + 1;
  } else if (at < to && bytes[at] === SPACE && bytes[at + 1] !== OPEN) {
    const end = endOf(VERSION, bytes, at + 1, to);
    version = end === at + 1 ? undefined : versions.at(bytes, at + 1, end);
    if (version === undefined) return undefined;
    at = end;
  }
  let inBrackets: string | undefined;
  if (at < to) {
    if (bytes[at] !== SPACE || bytes[at + 1] !== OPEN || bytes[to - 1] !== CLOSE) return undefined;
    inBrackets = text.slice(at + 2, to - 1);
    if (inBrackets.includes("\r")) return undefined;
  }
  const read = noteOf({ name, release, word, version, inBrackets, line }, "");
  return "fault" in read ? undefined : read;
}

function isKind(kind: number, byte: number | undefined): boolean {
  return ((KINDS[byte ?? 0] as number) & kind) !== 0;
}

/** Where a run of bytes of one kind ends. */
function endOf(kind: number, bytes: Uint8Array, start: number, to: number): number {
  let at = start;
  while (at < to && ((KINDS[bytes[at] as number] as number) & kind) !== 0) at += 1;
  return at;
}
