import type { Place } from "../../kernel/index.ts";

/** Turns the parser's positions (lines from 1, columns from 0 in UTF-16 units) into places (columns from 1, in bytes). */
export interface LineIndex {
  place(line: number, column: number): Place;
  /** Of a position in the whole text, in UTF-16 units. */
  placeOfOffset(offset: number): Place;
}

export function lineIndex(text: string, file?: string): LineIndex {
  const lines = text.split("\n");
  const place = (line: number, column: number): Place => {
    const known = Math.max(1, Math.min(line, lines.length));
    const before = (lines[known - 1] ?? "").slice(0, Math.max(0, column));
    return { ...(file === undefined ? {} : { file }), line: known, column: Buffer.byteLength(before, "utf8") + 1 };
  };
  return {
    place,
    placeOfOffset(offset) {
      const before = text.slice(0, offset);
      const line = before.split("\n").length;
      return place(line, offset - (before.lastIndexOf("\n") + 1));
    },
  };
}
