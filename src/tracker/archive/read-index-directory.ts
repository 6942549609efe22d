import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isValidVersion, SamedayError } from "../../kernel/index.ts";
import { createIntern } from "../format/parse-note.ts";
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
  const table = createSourceTable({ only, intern: createIntern() });
  let names: string[];
  try {
    names = (await readdir(directory)).sort();
  } catch (error) {
    throw new SamedayError("INPUT_INVALID", `The directory of indexes ${directory} cannot be read.`, error);
  }
  let found = 0;
  for (const name of names) {
    const match = SOURCES.exec(name);
    if (match === null) continue;
    found += 1;
    let bytes: Uint8Array;
    try {
      bytes = await readFile(join(directory, name));
    } catch (error) {
      throw new SamedayError("INPUT_INVALID", `The index ${join(directory, name)} cannot be read.`, error);
    }
    const [, release, subrelease, area] = match as unknown as [string, string, string, string];
    addSources(table, bytes, release, (subrelease || "main") as RowRole, area, name);
  }
  if (found === 0) {
    throw new SamedayError("INPUT_INVALID", `No file named RELEASE_SUBRELEASE_AREA_Sources stands in ${directory}.`);
  }
  return table.versions;
}

/** Takes name and version of each stanza; `Extra-Source-Only: yes` marks old sources that no suite offers any more. */
function addSources(
  table: SourceTable,
  bytes: Uint8Array,
  release: string,
  role: RowRole,
  area: string,
  file: string,
): void {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  if (text !== "" && !text.endsWith("\n")) throw new SamedayError("INPUT_INVALID", `The index ${file} is cut short.`);
  let name = "";
  let version = "";
  let extra = false;
  const finish = (): void => {
    if (name === "" && version === "") return;
    if (name === "" || version === "" || !isValidVersion(version)) {
      throw new SamedayError("INPUT_INVALID", `The index ${file} holds a stanza without a valid Package and Version.`);
    }
    if (!extra) table.add(name, release, role, area, version);
    name = "";
    version = "";
    extra = false;
  };
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    if (start === end) finish();
    else if (text.startsWith("Package: ", start)) name = text.slice(start + 9, end).trim();
    else if (text.startsWith("Version: ", start)) version = text.slice(start + 9, end).trim();
    else if (text.startsWith("Extra-Source-Only: yes", start)) extra = true;
    start = end + 1;
  }
  finish();
}
