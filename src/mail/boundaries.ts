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
 * so that of two boundaries one may begin with the other. Each line is looked at once, however many boundaries are open.
 */
export function createBoundaries<Owner>(bytes: Uint8Array): Boundaries<Owner> {
  const owners = new Map<string, Owner>();
  let longest = 0;
  return {
    open(boundary, owner) {
      const key = keyOf(boundary);
      if (owners.has(key)) return false;
      owners.set(key, owner);
      longest = Math.max(longest, key.length);
      return true;
    },
    close(boundary) {
      owners.delete(keyOf(boundary));
    },
    any: () => owners.size > 0,
    at(line, next) {
      if (bytes[line] !== DASH || bytes[line + 1] !== DASH || owners.size === 0) return undefined;
      let end = endOfText(bytes, line, next);
      while (end > line && isBlank(bytes[end - 1])) end -= 1;
      if (end - line - 2 > longest + 2) return undefined;
      const text = latin1(bytes.subarray(line + 2, Math.max(end, line + 2)));
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
