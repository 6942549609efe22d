import { SamedayError } from "../../kernel/index.ts";
import { parseList } from "../format/parse-list.ts";

/**
 * The number of the next advisory: one above the highest in the list, or `first` when the list has none.
 * Records with an error count as well: a number once written is taken.
 */
export function nextAdvisoryNumber(list: Uint8Array, prefix: string, first: number): number {
  const taken = takenNames(list, prefix).map((name) => name.number);
  return taken.length === 0 ? first : Math.max(...taken) + 1;
}

/** The revision that the next update of this advisory gets: 2 for the first regression fix of `DSA-12-1`. Throws NOT_FOUND. */
export function nextAdvisoryRevision(list: Uint8Array, prefix: string, number: number): number {
  const revisions = takenNames(list, prefix)
    .filter((name) => name.number === number)
    .map((name) => name.revision);
  if (revisions.length === 0) throw new SamedayError("NOT_FOUND", `The list has no ${prefix}-${number}.`);
  return Math.max(...revisions) + 1;
}

/** `DSA-5380-1`. */
export function advisoryId(prefix: string, number: number, revision = 1): string {
  return `${prefix}-${number}-${revision}`;
}

function takenNames(list: Uint8Array, prefix: string): { readonly number: number; readonly revision: number }[] {
  const file = parseList(list, { path: `${prefix}/list`, kind: "advisories", prefix }).value;
  const taken: { readonly number: number; readonly revision: number }[] = [];
  const take = (text: string): void => {
    const match = /-(\d+)(?:-(\d+))?$/.exec(text);
    if (match) taken.push({ number: Number(match[1]), revision: Number(match[2] ?? 1) });
  };
  for (const record of file.records) take(record.name);
  for (const span of file.setAside) {
    // A header that could not be read as a whole may still show its number.
    const header = file.text.slice(span.start, span.end).split("\n", 1)[0] ?? "";
    const at = header.indexOf(`${prefix}-`);
    take(span.name ?? (at < 0 ? "" : (/^\S+/.exec(header.slice(at))?.[0] ?? "")));
  }
  return taken;
}
