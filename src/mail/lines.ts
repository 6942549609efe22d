/** Lines of a message end in LF, with or without a CR before it. A CR alone ends nothing: to mail systems it is a character. */

const TAB = 9;
export const LF = 10;
export const CR = 13;
const SPACE = 32;

/** Where the line after the one at `at` begins: behind the next LF, or at the end. */
export function nextLine(bytes: Uint8Array, at: number): number {
  let index = at;
  while (index < bytes.length && bytes[index] !== LF) index += 1;
  return index < bytes.length ? index + 1 : index;
}

/** Where the text of the line [from, to) ends: before its line end. */
export function endOfText(bytes: Uint8Array, from: number, to: number): number {
  if (to === from || bytes[to - 1] !== LF) return to;
  return to - 1 > from && bytes[to - 2] === CR ? to - 2 : to - 1;
}

/** Where the line before the one at `line` ends, without its line end: that one belongs to a boundary that follows. */
export function beforeLineEnd(bytes: Uint8Array, line: number): number {
  return endOfText(bytes, Math.max(0, line - 2), line);
}

export function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

/**
 * The bytes with every line end as CR LF. A signature of multipart/signed is over this form (RFC 3156, 5), whatever the
 * line ends that a store or a pipe gave the message. Returns the same bytes where nothing is to be done.
 */
export function withNetworkLineEnds(bytes: Uint8Array): Uint8Array {
  let missing = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    if (bytes[index] === LF && bytes[index - 1] !== CR) missing += 1;
  }
  if (missing === 0) return bytes;
  const result = new Uint8Array(bytes.length + missing);
  let to = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte === LF && bytes[index - 1] !== CR) result[to++] = CR;
    result[to++] = byte;
  }
  return result;
}

/**
 * Whether a message whose header ends its lines in CR LF has a bare LF somewhere. The very last line end does not count:
 * programs append it.
 */
export function mixesLineEnds(bytes: Uint8Array): boolean {
  const first = bytes.indexOf(LF);
  if (first < 1 || bytes[first - 1] !== CR) return false;
  for (let index = first + 1; index < bytes.length - 1; index += 1) {
    if (bytes[index] === LF && bytes[index - 1] !== CR) return true;
  }
  return false;
}
