import { type Look, oneLine } from "./look.ts";

/** The text of a file of the audited tree; undefined when nobody has it. */
export type TextOf = (path: string) => string | undefined;

/** A line of a hostile file may have megabytes; a reader sees its beginning. */
const MOST_CHARACTERS = 160;
const AROUND = 1;

/** The line of a finding between its neighbours, with their numbers; nothing for a finding about a whole file. */
export function contextLines(text: string, line: number, look: Look): readonly string[] {
  if (line < 1) return [];
  const shown = linesAround(text, line);
  const width = String(line + AROUND).length;
  return shown.map(({ number, text: words }) => {
    const cut = words.length > MOST_CHARACTERS ? `${words.slice(0, MOST_CHARACTERS)} …` : words;
    const row = `${String(number).padStart(width)}  ${oneLine(cut, look)}`.trimEnd();
    return number === line ? `  > ${look.strong(row)}` : `    ${look.quiet(row)}`;
  });
}

interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

/** Walks from line end to line end, so that a large file is not cut into all of its lines. */
function linesAround(text: string, line: number): readonly NumberedLine[] {
  const found: NumberedLine[] = [];
  let from = 0;
  for (let number = 1; number <= line + AROUND && from < text.length; number += 1) {
    const end = text.indexOf("\n", from);
    const until = end === -1 ? text.length : end;
    if (number >= line - AROUND) {
      found.push({ number, text: text.slice(from, Math.min(until, from + MOST_CHARACTERS + 2)).replace(/\r$/, "") });
    }
    from = until + 1;
  }
  return found.some(({ number }) => number === line) ? found : [];
}
