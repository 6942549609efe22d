import { latin1 } from "./charset.ts";
import { endOfText, isBlank } from "./lines.ts";

const DASH = 45;

/** A line that separates the parts of an open multipart, or ends it. */
export interface Delimiter<Owner> {
  readonly owner: Owner;
  readonly final: boolean;
}

/** The boundaries that are open at one place of a message, each with the multipart that it belongs to. */
export interface Boundaries<Owner> {
  /** False where a multipart around has the same boundary: that one keeps it (RFC 2046, 5.1.2). */
  open(boundary: string, owner: Owner): boolean;
  close(boundary: string): void;
  any(): boolean;
  /** What the line [line, next) separates, if anything. */
  at(line: number, next: number): Delimiter<Owner> | undefined;
}

/**
 * A delimiter is a line that consists of two dashes, the boundary, perhaps two dashes, and blanks. The whole line counts,
 * so that of two boundaries one may begin with the other. Each line is looked at once, however many boundaries are open: its
 * checksum tells the lines that are worth a string, since a hostile message has millions of lines that begin with dashes.
 */
export function createBoundaries<Owner>(bytes: Uint8Array): Boundaries<Owner> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const owners = new Map<string, Owner>();
  const checksums = new Set<number>();
  let longest = 0;
  return {
    open(boundary, owner) {
      const key = keyOf(boundary);
      if (owners.has(key)) return false;
      owners.set(key, owner);
      longest = Math.max(longest, key.length);
      for (const line of [key, `${key}--`]) checksums.add(checksum(Buffer.from(line, "latin1"), 0, line.length));
      return true;
    },
    close(boundary) {
      owners.delete(keyOf(boundary));
    },
    any: () => owners.size > 0,
    at(line, next) {
      if (bytes[line] !== DASH || bytes[line + 1] !== DASH || owners.size === 0) return undefined;
      let end = endOfText(bytes, line, next);
      while (end > line + 2 && isBlank(bytes[end - 1])) end -= 1;
      const from = line + 2;
      if (end - from > longest + 2 || !checksums.has(checksum(bytes, from, end))) return undefined;
      const text = buffer.toString("latin1", from, end);
      const owner = owners.get(text);
      if (owner !== undefined) return { owner, final: false };
      const ended = text.endsWith("--") ? owners.get(text.slice(0, -2)) : undefined;
      return ended === undefined ? undefined : { owner: ended, final: true };
    },
  };
}

/** A boundary as its bytes, one character each. */
function keyOf(boundary: string): string {
  return latin1(Buffer.from(boundary, "utf8"));
}

function checksum(bytes: Uint8Array, from: number, to: number): number {
  let sum = 0;
  for (let index = from; index < to; index += 1) sum = (Math.imul(sum, 31) + (bytes[index] ?? 0)) | 0;
  return sum;
}
