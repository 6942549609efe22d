import type { IssueId } from "../../kernel/index.ts";
import type { ListFile } from "../format/list-file.ts";

/** Which bugs the lists speak of. */
export interface KnownBugs {
  has(bug: number): boolean;
  /** The issue without a number whose line carries the bug. */
  unnamedOf(bug: number): IssueId | undefined;
}

const MENTION = /bugs? ?#(\d{1,9})|bugs\.debian\.org\/(?:cgi-bin\/bugreport\.cgi\?bug=)?(\d{1,9})/gi;

/**
 * A bug is known when any line of any list names it, in records that could not be read and in NOTE lines as well: so
 * whoever takes a link out for good writes `NOTE: not bug #N`, and a broken record never gets a second one beside it.
 */
export function knownBugs(lists: readonly ListFile[]): KnownBugs {
  const known = new Set<number>();
  const unnamed = new Map<number, IssueId>();
  for (const { text, records } of lists) {
    for (const [, flag, address] of text.matchAll(MENTION)) known.add(Number(flag ?? address));
    for (const { name, notes } of records) {
      if (!name.startsWith("TEMP-")) continue;
      for (const note of notes) for (const bug of note.bugs) unnamed.set(bug, name);
    }
  }
  return { has: (bug) => known.has(bug), unnamedOf: (bug) => unnamed.get(bug) };
}
