const NEWLINE = 10;
/** A piece has at least `least` bytes and ends at the next of one in `oneOf` headers, or at the next at all after `most`. */
export interface PieceSizes {
  readonly least: number;
  readonly most: number;
  readonly oneOf: number;
}

/** Some 40 kB: Debian's list in a thousand pieces, each parsed in less than a millisecond. */
export const PIECE_SIZES: PieceSizes = { least: 32 * 1024, most: 128 * 1024, oneOf: 64 };

/** So much of a header decides whether a piece ends before it. */
const LOOKED_AT = 24;

/**
 * Where the piece of a list that begins at `start` ends: before a header, or at the end of the file. Which header it is
 * follows from the header's own text, so that after an edit the same cuts are found again a little further on.
 */
export function endOfPiece(bytes: Buffer, start: number, { least, most, oneOf }: PieceSizes): number {
  for (let at = start + least; ; at += 1) {
    const newline = bytes.indexOf(NEWLINE, at);
    if (newline < 0 || newline + 1 >= bytes.length) return bytes.length;
    at = newline;
    if (!beginsRecord(bytes, at + 1)) continue;
    if (newline + 1 - start >= most || digest(bytes, newline + 1) % oneOf === 0) return newline + 1;
  }
}

/** Whether a line is one that begins a record in every list, be it a good header or a bad one. */
export function beginsRecord(bytes: Buffer, at: number): boolean {
  // `[`, `CVE-`, `TEMP-`
  const first = bytes[at];
  if (first === 0x5b) return true;
  if (first === 0x43) return bytes[at + 1] === 0x56 && bytes[at + 2] === 0x45 && bytes[at + 3] === 0x2d;
  return (
    first === 0x54 &&
    bytes[at + 1] === 0x45 &&
    bytes[at + 2] === 0x4d &&
    bytes[at + 3] === 0x50 &&
    bytes[at + 4] === 0x2d
  );
}

/** FNV-1a over the beginning of a header. */
function digest(bytes: Buffer, at: number): number {
  let hash = 0x811c9dc5;
  for (let i = at; i < at + LOOKED_AT && i < bytes.length && bytes[i] !== NEWLINE; i += 1) {
    hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  }
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** The beginning of a piece as it is looked up among the pieces of before. */
export function headOfPiece(bytes: Buffer, at: number): string {
  return bytes.toString("latin1", at, Math.min(at + LOOKED_AT, bytes.length));
}
