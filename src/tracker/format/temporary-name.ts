import { createHash } from "node:crypto";
import type { Note } from "./types.ts";

/**
 * The name Debian's tracker gives an unnamed issue: the first bug of its notes (seven digits, zeros if none) and six hex
 * digits of the MD5 of its description. It changes whenever one of the two is edited.
 */
export function temporaryName(description: string, notes: readonly Note[]): string {
  const bug = notes.find((note) => note.bugs.length > 0)?.bugs[0] ?? 0;
  const digest = createHash("md5").update(description, "latin1").digest("hex").slice(0, 6).toUpperCase();
  return `TEMP-${String(bug).padStart(7, "0")}-${digest}`;
}
