import type { Parsed } from "../../kernel/index.ts";
import { parseStanzas } from "../deb822/parse-stanzas.ts";
import type { Stanza } from "../deb822/stanza.ts";
import { toBinaryEntry } from "./binary-entry.ts";
import type { BinaryEntry, SourceEntry } from "./entries.ts";
import { toSourceEntry } from "./source-entry.ts";

/** What an index file is called and which component it stands in. */
export interface IndexFile {
  readonly file: string;
  readonly component: string;
}

/**
 * Reads a whole Sources index plainly. It is slower than the index reader and is its judge in tests;
 * the index reader also hands it every stanza that is not of the regular form.
 */
export function parseSources(
  input: string | Uint8Array,
  index: IndexFile,
  firstLine = 1,
): Parsed<readonly SourceEntry[]> {
  return parseEntries(input, index, firstLine, toSourceEntry);
}

/** Reads a whole Packages index plainly; see `parseSources`. */
export function parsePackages(
  input: string | Uint8Array,
  index: IndexFile,
  firstLine = 1,
): Parsed<readonly BinaryEntry[]> {
  return parseEntries(input, index, firstLine, toBinaryEntry);
}

function parseEntries<Entry>(
  input: string | Uint8Array,
  index: IndexFile,
  firstLine: number,
  toEntry: (stanza: Stanza, component: string) => Parsed<Entry | undefined>,
): Parsed<readonly Entry[]> {
  const stanzas = parseStanzas(input, index.file, firstLine);
  const entries = stanzas.value.map((stanza) => toEntry(stanza, index.component));
  return {
    value: entries.flatMap((entry) => (entry.value === undefined ? [] : [entry.value])),
    problems: [...stanzas.problems, ...entries.flatMap((entry) => entry.problems)],
  };
}
