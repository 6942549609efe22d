import type { OpenCommand, Reader } from "./reader.ts";
import { readWord } from "./words.ts";

const OPERATOR = /<<<|<<-?|[<>]&|<>|>\||>>|[<>]/y;

/** At `<` or `>`: the operator and its word, which is no argument; a here document's text is read at the end of the line. */
export function readRedirection(reader: Reader, command: OpenCommand): void {
  OPERATOR.lastIndex = reader.at;
  const operator = OPERATOR.exec(reader.text)?.[0] ?? "<";
  reader.at += operator.length;
  while (reader.text[reader.at] === " " || reader.text[reader.at] === "\t") reader.at += 1;
  const target = readWord(reader);
  if (operator === "<<" || operator === "<<-") {
    const { text: end, isQuoted } = target;
    reader.pending.push({ end, isQuoted, stripsTabs: operator === "<<-", command });
  }
}
