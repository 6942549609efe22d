import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import { createWords, type Words } from "../format/words.ts";
import { eachSource } from "./each-source.ts";
import { listIndexDirectory, passedOver } from "./list-index-directory.ts";
import { createSourceTable, type SourceTable } from "./source-table.ts";
import type { RowRole, SourceVersions } from "./source-versions.ts";

/**
 * Reads the plain Sources files of a directory, named RELEASE_SUBRELEASE_AREA_Sources as Debian's tracker keeps them.
 * Verdicts need three fields of each stanza and nothing of Packages, so this is several times as quick as loading whole
 * suites; with the names of those that are asked for, twice as quick again. Files are read one after the other, so that only
 * one is in memory. Throws INPUT_INVALID with the file's name.
 */
export async function readIndexDirectory(directory: string, only?: ReadonlySet<string>): Promise<SourceVersions> {
  const { indexes, strange } = await listIndexDirectory(directory);
  const sources = indexes.filter((index) => index.kind === "sources");
  if (sources.length === 0) {
    const nothing = `No file named RELEASE_SUBRELEASE_AREA_Sources stands in ${directory}.`;
    throw new SamedayError("INPUT_INVALID", [nothing, ...passedOver(strange)].join(" "));
  }
  const table = createSourceTable({ only });
  const words = createWords();
  for (const { file: name, release, subrelease, area } of sources) {
    const bytes = await readFile(join(directory, name)).catch((cause) => {
      throw new SamedayError("INPUT_INVALID", `The index ${join(directory, name)} cannot be read.`, cause);
    });
    addSources(table, words, bytes, release, subrelease || "main", area, name);
  }
  return table.versions;
}

/** Takes what each stanza offers; a file that ends in the middle of a line was cut. */
function addSources(
  table: SourceTable,
  { names, versions }: Words,
  bytes: Uint8Array,
  release: string,
  role: RowRole,
  area: string,
  file: string,
): void {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  if (text !== "" && !text.endsWith("\n")) throw new SamedayError("INPUT_INVALID", `The index ${file} is cut short.`);
  eachSource(text, (nameAt, versionAt) => {
    const name = names.at(bytes, nameAt.start, nameAt.end);
    const version = versions.at(bytes, versionAt.start, versionAt.end);
    if (name === "" || version === undefined) {
      throw new SamedayError("INPUT_INVALID", `The index ${file} holds a stanza without a valid Package and Version.`);
    }
    table.add(name, release, role, area, version);
  });
}
