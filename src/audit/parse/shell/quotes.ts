import { complain, type Reader, takeTo } from "./reader.ts";

/** A part of a word. */
export interface Piece {
  readonly text: string;
  readonly isFixed: boolean;
  readonly forwardsArguments: boolean;
}

/** At `'`: what stands between the quotes. */
export function readSingleQuoted(reader: Reader): string {
  const end = reader.text.indexOf("'", reader.at + 1);
  if (end < 0) {
    complain(reader, "shell-unterminated", "A single quote is never closed.");
    return takeTo(reader, reader.text.length).slice(1);
  }
  return takeTo(reader, end + 1).slice(1, -1);
}
