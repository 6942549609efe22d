import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isValidVersion, SamedayError } from "../../kernel/index.ts";
import { createSourceTable, type SourceTable } from "./source-table.ts";
import type { SourceVersions, SuiteRole } from "./source-versions.ts";

/** `bookworm_security_main_Sources`; an empty second part is the main suite. */
const SOURCES = /^([a-z]+(?:-backports)?)_(security|updates|lts|)_([a-z-]+)_Sources$/;

/**
 * Reads the Sources files of a directory, named RELEASE_SUBRELEASE_AREA_Sources as Debian's tracker keeps them.
 * They are read one after the other, so that only one is in memory. Throws INPUT_INVALID with the file's name.
 */
export async function readIndexDirectory(directory: string): Promise<SourceVersions> {
  const table = createSourceTable();
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
    addSources(table, bytes, release, (subrelease || "main") as SuiteRole, area, name);
  }
  if (found === 0) {
    throw new SamedayError("INPUT_INVALID", `No file named RELEASE_SUBRELEASE_AREA_Sources stands in ${directory}.`);
  }
  return table.versions;
}

/** Takes name and version of each stanza; `Extra-Source-Only: yes` marks old sources that no suite offers any more. */
export function addSources(
  table: SourceTable,
  bytes: Uint8Array,
  release: string,
  role: SuiteRole,
  area: string,
  file: string,
): void {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  if (text !== "" && !text.endsWith("\n")) throw new SamedayError("INPUT_INVALID", `The index ${file} is cut short.`);
  for (let start = 0; start < text.length; ) {
    const gap = text.indexOf("\n\n", start);
    const end = gap < 0 ? text.length : gap + 1;
    const name = fieldOf(text, "Package: ", start, end);
    const version = fieldOf(text, "Version: ", start, end);
    if (name !== undefined || version !== undefined) {
      if (!name || !version || !isValidVersion(version)) {
        throw new SamedayError(
          "INPUT_INVALID",
          `The index ${file} holds a stanza without a valid Package and Version.`,
        );
      }
      if (fieldOf(text, "Extra-Source-Only: ", start, end) !== "yes") table.add(name, release, role, area, version);
    }
    start = end + 1;
  }
}

function fieldOf(text: string, field: string, start: number, end: number): string | undefined {
  for (let at = start; at < end; ) {
    const newline = text.indexOf("\n", at);
    if (text.startsWith(field, at)) return copy(text.slice(at + field.length, newline).trim());
    at = newline + 1;
  }
  return undefined;
}

/** A slice would keep the whole file in memory. */
function copy(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}
