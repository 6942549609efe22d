import { isArchivePath } from "../names.ts";
import type { SourceEntry } from "./entries.ts";
import { FieldTable } from "./field-table.ts";
import { createIndexReader, type IndexReader } from "./index-reader.ts";
import { type IndexFile, parseSources } from "./parse-index.ts";
import { isYes, splitBinaries } from "./source-entry.ts";
import type { ScannedStanza } from "./stanza-scanner.ts";
import type { StringPool } from "./string-pool.ts";

const FIELDS = new FieldTable([
  { name: "Package" },
  { name: "Version" },
  { name: "Binary", manyLines: true },
  { name: "Section" },
  { name: "Architecture" },
  { name: "Extra-Source-Only" },
  { name: "Directory" },
  { name: "Checksums-Sha256", manyLines: true },
  { name: "Files", manyLines: true },
]);
const [PACKAGE, VERSION, BINARY, SECTION, ARCHITECTURE, EXTRA, DIRECTORY, CHECKSUMS, FILES] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8,
];

/** Reads Sources in one pass; gives what `parseSources` gives, except that fields it does not read may stand twice. */
export function createSourcesReader(index: IndexFile, pool: StringPool): IndexReader<SourceEntry> {
  return createIndexReader(index, {
    fields: FIELDS,
    entryOf: (stanza) => entryOf(stanza, index.component, pool),
    parsePlainly: parseSources,
  });
}

function entryOf(stanza: ScannedStanza, component: string, pool: StringPool): SourceEntry | undefined {
  if (stanza.has(FILES) && !stanza.has(CHECKSUMS)) return undefined;
  const name = pool.packageName(stanza, PACKAGE);
  const version = pool.version(stanza, VERSION);
  const directory = stanza.latin1(DIRECTORY);
  if (name === undefined || version === undefined) return undefined;
  if (directory !== "" && !isArchivePath(directory)) return undefined;
  return {
    package: name,
    version,
    component,
    section: pool.text(stanza, SECTION),
    architecture: pool.text(stanza, ARCHITECTURE),
    binaries: binariesOf(stanza, pool),
    extraSourceOnly: stanza.has(EXTRA) && isYes(stanza.latin1(EXTRA)),
    directory,
    checksums: pool.text(stanza, CHECKSUMS),
  };
}

/** Most sources build one package; a single name is shared without being split. */
function binariesOf(stanza: ScannedStanza, pool: StringPool): readonly string[] {
  const single = pool.packageName(stanza, BINARY);
  if (single !== undefined) return [single];
  return splitBinaries(stanza.utf8(BINARY)).map((name) => pool.shareName(name));
}
