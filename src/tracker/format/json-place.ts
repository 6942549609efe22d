import type { Place } from "../../kernel/index.ts";

/** Where JSON.parse stopped. Node's message says `at position N`, or `(line L column C)`. */
export function placeOfJsonError(text: string, message: string, file: string): Place {
  const lineColumn = /line (\d+) column (\d+)/.exec(message);
  if (lineColumn) return { file, line: Number(lineColumn[1]), column: Number(lineColumn[2]) };
  return placeAt(
    text,
    Number(/position (\d+)/.exec(message)?.[1] ?? (message.includes("end of JSON") ? text.length : 0)),
    file,
  );
}

/** Where a key first stands; the beginning when it does not. */
export function placeOfWord(text: string, word: string, file: string): Place {
  return placeAt(text, Math.max(0, text.indexOf(`"${word}"`)), file);
}

/** An offset as line and column. */
export function placeAt(text: string, offset: number, file: string): Place {
  const before = text.slice(0, offset);
  return { file, line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}
