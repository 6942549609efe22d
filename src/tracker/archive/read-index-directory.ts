import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import { createWords, type Words } from "../format/words.ts";
import { eachSource } from "./each-source.ts";
import { createSourceTable, type SourceTable } from "./source-table.ts";
import type { RowRole, SourceVersions } from "./source-versions.ts";

/** `bookworm_security_main_Sources`; an empty second part is the main suite. */
const SOURCES = /^([a-z]+(?:-backports)?)_(security|updates|lts|)_([a-z-]+)_Sources$/;

/**
 * Reads the plain Sources files of a directory, named RELEASE_SUBRELEASE_AREA_Sources as Debian's tracker keeps them.
 * Verdicts need three fields of each stanza and nothing of Packages, so this is several times as quick as loading whole
 * suites; with the names of those that are asked for, twice as quick again. Files are read one after the other, so that only
 * one is in memory. Throws INPUT_INVALID with the file's name.
 */
export async function readIndexDirectory(directory: string, only?: ReadonlySet<string>): Promise<SourceVersions> {
  const table = createSourceTable({ only });
  const words = createWords();
  let names: string[];
  try {
    names = (await readdir(directory)).sort();
  } catch (error) {
    throw new SamedayError("INPUT_INVALID", `The directory of indexes ${directory} cannot be read.`, error);
  }
  const indexes = names.map((name) => SOURCES.exec(name)).filter((match) => match !== null);
  if (indexes.length === 0) {
    throw new SamedayError("INPUT_INVALID", `No file named RELEASE_SUBRELEASE_AREA_Sources stands in ${directory}.`);
  }
  for (const [name, release, subrelease, area] of indexes as unknown as readonly [string, string, string, string][]) {
    const bytes = await readFile(join(directory, name)).catch((cause) => {
      throw new SamedayError("INPUT_INVALID", `The index ${join(directory, name)} cannot be read.`, cause);
    });
    addSources(table, words, bytes, release, (subrelease || "main") as RowRole, area, name);
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
