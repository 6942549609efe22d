import { isSha256 } from "../../kernel/index.ts";
import { isSize } from "../files.ts";
import { isArchitecture, isArchivePath } from "../names.ts";
import { parseSourceReference } from "../source-reference.ts";
import type { BinaryEntry, BinaryFile } from "./entries.ts";
import { FieldTable } from "./field-table.ts";
import { createIndexReader, type IndexReader } from "./index-reader.ts";
import { type IndexFile, parsePackages } from "./parse-index.ts";
import type { ScannedStanza } from "./stanza-scanner.ts";
import type { StringPool } from "./string-pool.ts";

const FIELDS = new FieldTable([
  { name: "Package" },
  { name: "Version" },
  { name: "Architecture" },
  { name: "Source" },
  { name: "Filename" },
  { name: "Size" },
  { name: "SHA256" },
  { name: "Built-Using" },
  { name: "Static-Built-Using" },
]);
const [PACKAGE, VERSION, ARCHITECTURE, SOURCE, FILENAME, SIZE, SHA256, BUILT_USING, STATIC_BUILT_USING] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8,
];

/**
 * Reads Packages in one pass; gives what `parsePackages` gives, except that fields it does not read may stand twice.
 */
export function createPackagesReader(index: IndexFile, pool: StringPool): IndexReader<BinaryEntry> {
  return createIndexReader(index, {
    fields: FIELDS,
    entryOf: (stanza) => entryOf(stanza, index.component, pool),
    parsePlainly: parsePackages,
  });
}

function entryOf(stanza: ScannedStanza, component: string, pool: StringPool): BinaryEntry | undefined {
  const name = pool.packageName(stanza, PACKAGE);
  const version = pool.version(stanza, VERSION);
  const architecture = pool.text(stanza, ARCHITECTURE);
  if (name === undefined || version === undefined || !isArchitecture(architecture)) return undefined;
  const source = stanza.has(SOURCE) ? sourceOf(stanza, version, pool) : { name, version };
  const file = fileOf(stanza, pool);
  if (source === undefined || (file === undefined && stanza.has(FILENAME))) return undefined;
  return {
    package: name,
    version,
    architecture,
    component,
    source: source.name,
    sourceVersion: source.version,
    file,
    builtUsing: pool.text(stanza, BUILT_USING),
    staticBuiltUsing: pool.text(stanza, STATIC_BUILT_USING),
  };
}

function sourceOf(
  stanza: ScannedStanza,
  ownVersion: string,
  pool: StringPool,
): { name: string; version: string } | undefined {
  const name = pool.packageName(stanza, SOURCE);
  if (name !== undefined) return { name, version: ownVersion };
  const reference = parseSourceReference(stanza.latin1(SOURCE));
  if (reference === undefined) return undefined;
  const version = reference.version === undefined ? ownVersion : pool.shareVersion(reference.version);
  return { name: pool.shareName(reference.name), version };
}

function fileOf(stanza: ScannedStanza, pool: StringPool): BinaryFile | undefined {
  const path = stanza.latin1(FILENAME);
  const size = stanza.latin1(SIZE);
  const sha256 = stanza.latin1(SHA256);
  if (!isArchivePath(path) || !isSize(size) || !isSha256(sha256)) return undefined;
  return pool.shareFile(path, Number(size), sha256);
}
