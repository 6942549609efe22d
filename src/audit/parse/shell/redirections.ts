import type { OpenCommand, Reader } from "./reader.ts";
import { type ReadWord, readWord } from "./words.ts";

const OPERATOR = /<<<|<<-?|[<>]&|<>|>\||>>|[<>]/y;

/**
 * At `<` or `>`: the operator and its word, which is no argument; a here document's text is read at the end of the line.
 * The word is given back where the standard output goes there.
 */
export function readRedirection(reader: Reader, command: OpenCommand): ReadWord | undefined {
  const descriptor = /(?:^|[\s;&|()])([0-9])$/.exec(reader.text.slice(Math.max(0, reader.at - 2), reader.at))?.[1];
  OPERATOR.lastIndex = reader.at;
  const operator = OPERATOR.exec(reader.text)?.[0] ?? "<";
  reader.at += operator.length;
  while (reader.text[reader.at] === " " || reader.text[reader.at] === "\t") reader.at += 1;
  const target = readWord(reader);
  if (operator === "<<" || operator === "<<-") {
    const { text: end, isQuoted } = target;
    reader.pending.push({ end, isQuoted, stripsTabs: operator === "<<-", command });
  }
  return /^>[>|]?$/.test(operator) && (descriptor === undefined || descriptor === "1") ? target : undefined;
}
