import { parseList } from "../format/parse-list.ts";

/** A record with all that follows it up to the next one; the last may be a `STOP:` line with all that follows. */
export interface Piece {
  /** `2024`. */
  readonly year: string;
  readonly text: string;
}

/** Joined, the pieces are the list. A header that cannot be read belongs to the record above it. */
export function piecesOf(list: Uint8Array): readonly Piece[] {
  const { text, records, quiet, setAside } = parseList(list, { path: "CVE/list", kind: "issues" }).value;
  const stop = /^STOP:/m.exec(text)?.index ?? text.length;
  const starts = [...records, ...quiet.spans(), ...setAside].map((span) => span.start).sort((a, b) => a - b);
  const headers = starts.filter((start) => yearAt(text, start) !== undefined);
  const cuts = headers.filter((start) => start < stop);
  const pieces = cuts.map((start, at): Piece => {
    // What stands before the first record goes with it.
    const from = at === 0 ? 0 : start;
    return { year: yearAt(text, start) as string, text: text.slice(from, cuts[at + 1] ?? stop) };
  });
  if (stop === text.length) return pieces;
  const after = headers.find((start) => start > stop);
  const year = after === undefined ? pieces.at(-1)?.year : yearAt(text, after);
  const from = cuts.length === 0 ? 0 : stop;
  return year === undefined ? [] : [...pieces, { year, text: text.slice(from) }];
}

export function firstLine(text: string): string {
  const newline = text.indexOf("\n");
  return newline < 0 ? text : text.slice(0, newline);
}

function yearAt(text: string, start: number): string | undefined {
  return /^CVE-(\d{4})-/.exec(text.slice(start, start + 12))?.[1];
}
