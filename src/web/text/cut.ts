/** How many bytes a text takes once it stands in a page, escaped and in UTF-8. */
export function pageBytes(text: string): number {
  let bytes = Buffer.byteLength(text);
  for (const character of text) bytes += ESCAPED[character] ?? 0;
  return bytes;
}

/** What escaping adds to a character. */
const ESCAPED: Readonly<Record<string, number>> = { "<": 3, "&": 4, '"': 5 };

/** One more element around each line of a difference. */
const LINE_MARKUP = 21;

export interface Cut {
  readonly text: string;
  /** Lines left out; 0 when all are there. */
  readonly left: number;
}

/** How many bytes `cutLines` must be given to leave a text whole. */
export function cutBytes(text: string): number {
  return pageBytes(text) + LINE_MARKUP * (text.split("\n").length + 1);
}

/** The first whole lines that fit into the given bytes of page; a line too long for the page is cut as well. */
export function cutLines(text: string, bytes: number): Cut {
  const lines = text.replace(/\n$/, "").split("\n");
  let used = 0;
  const kept: string[] = [];
  for (const line of lines) {
    used += pageBytes(line) + LINE_MARKUP;
    if (used > bytes) break;
    kept.push(line);
  }
  if (kept.length === 0 && text !== "" && bytes > 200) {
    return { text: `${(lines[0] ?? "").slice(0, Math.floor(bytes / 6))} …`, left: lines.length - 1 };
  }
  return { text: kept.join("\n"), left: lines.length - kept.length };
}
