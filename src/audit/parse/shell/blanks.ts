import { readHereDocuments } from "./here-documents.ts";
import { type Reader, take } from "./reader.ts";

/** Blanks, joined lines and comments. */
export function skipBlanks(reader: Reader): void {
  for (;;) {
    const c = reader.text[reader.at];
    if (c === " " || c === "\t" || c === "\r") reader.at += 1;
    else if (c === "\\" && reader.text[reader.at + 1] === "\n") {
      reader.at += 1;
      take(reader);
    } else if (c === "#") {
      const end = reader.text.indexOf("\n", reader.at);
      reader.at = end < 0 ? reader.text.length : end;
    } else return;
  }
}

/** The same, and ends of lines. */
export function skipLines(reader: Reader): void {
  for (skipBlanks(reader); reader.text[reader.at] === "\n"; skipBlanks(reader)) {
    take(reader);
    if (reader.pending.length > 0) readHereDocuments(reader);
  }
}
