import type { Parsed, Problem } from "../../kernel/index.ts";
import { warningAt } from "../problems.ts";
import type { FieldTable } from "./field-table.ts";
import type { IndexFile } from "./parse-index.ts";
import { type ScannedStanza, StanzaScanner } from "./stanza-scanner.ts";

const STANZA_END = Buffer.from("\n\n");
const LINE_FEED = 10;

/** Takes an index in pieces of any size, as they come from a disk or a pipe. */
export interface IndexReader<Entry> {
  /** Keeps nothing of the piece: its memory may be used again. */
  feed(chunk: Uint8Array): void;
  /** What was read. An input that stops inside a line ends with the error `index-truncated`. */
  end(): Parsed<readonly Entry[]>;
}

export interface EntryForm<Entry> {
  readonly fields: FieldTable;
  /** An entry from a regular stanza; undefined when the plain parser should judge it. */
  readonly entryOf: (stanza: ScannedStanza) => Entry | undefined;
  readonly parsePlainly: (bytes: Uint8Array, index: IndexFile, firstLine: number) => Parsed<readonly Entry[]>;
}

export function createIndexReader<Entry>(index: IndexFile, form: EntryForm<Entry>): IndexReader<Entry> {
  const entries: Entry[] = [];
  const problems: Problem[] = [];
  const scanner = new StanzaScanner(form.fields, {
    regular: (stanza) => {
      const entry = form.entryOf(stanza);
      if (entry !== undefined) entries.push(entry);
      return entry !== undefined;
    },
    irregular: (bytes, firstLine) => {
      const parsed = form.parsePlainly(bytes, index, firstLine);
      for (const entry of parsed.value) entries.push(entry);
      for (const problem of parsed.problems) problems.push(problem);
    },
  });
  let pending: Buffer[] = [];
  let lastByte = LINE_FEED;
  return {
    feed: (chunk) => {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      lastByte = bytes.at(-1) ?? lastByte;
      const firstEnd = bytes.indexOf(STANZA_END);
      if (firstEnd < 0) {
        pending.push(Buffer.from(bytes));
        return;
      }
      const first = firstEnd + STANZA_END.length;
      const last = bytes.lastIndexOf(STANZA_END) + STANZA_END.length;
      scanner.scan(Buffer.concat([...pending, bytes.subarray(0, first)]));
      if (last > first) scanner.scan(bytes.subarray(first, last));
      pending = [Buffer.from(bytes.subarray(last))];
    },
    end: () => {
      scanner.scan(Buffer.concat(pending));
      pending = [];
      if (lastByte !== LINE_FEED) problems.push(truncated(index.file));
      return { value: entries, problems };
    },
  };
}

function truncated(file: string): Problem {
  const message = "The file stops inside a line: it is cut off.";
  return { ...warningAt({ file, line: 1, column: 1 }, "index-truncated", message), severity: "error" };
}
