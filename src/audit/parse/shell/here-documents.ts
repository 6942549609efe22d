import { readExpandedText } from "./expansions.ts";
import { complain, type Reader, readerWithin } from "./reader.ts";

/** After the end of a line: the texts of the here documents that began on it. */
export function readHereDocuments(reader: Reader): void {
  for (const { end, isQuoted, stripsTabs, command } of reader.pending.splice(0)) {
    const { line } = reader;
    const start = reader.at;
    let stop = start;
    let isEnded = false;
    while (reader.at < reader.text.length && !isEnded) {
      const next = reader.text.indexOf("\n", reader.at);
      const lineEnd = next < 0 ? reader.text.length : next;
      isEnded = isEnd(reader.text, reader.at, lineEnd, end, stripsTabs);
      stop = isEnded ? reader.at : lineEnd;
      reader.at = next < 0 ? lineEnd : lineEnd + 1;
      if (next >= 0) reader.line += 1;
    }
    if (!isEnded) complain(reader, "shell-unterminated", `The here document '${end}' never ends.`, line);
    const text = reader.text.slice(start, stop);
    reader.result.hereDocuments.push({ line, text, isQuoted, command });
    if (!isQuoted && /[$`]/.test(text)) readExpandedText(readerWithin(reader, text, line, false), false);
  }
}

function isEnd(text: string, start: number, lineEnd: number, end: string, stripsTabs: boolean): boolean {
  let from = start;
  if (stripsTabs) while (text[from] === "\t") from += 1;
  const to = text[lineEnd - 1] === "\r" && !end.endsWith("\r") ? lineEnd - 1 : lineEnd;
  return to - from === end.length && text.startsWith(end, from);
}
