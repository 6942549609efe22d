import { isSha256, type Place, type Problem } from "../kernel/index.ts";
import type { FieldLine, Stanza } from "./deb822/stanza.ts";
import { isFileName } from "./names.ts";
import { errorAt, placeOf, quote } from "./problems.ts";

/** A file that control data names; the hash is the only one that counts here (Policy 5.6.24). */
export interface ListedFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

export interface ListedFiles {
  readonly files: readonly ListedFile[];
  readonly problems: readonly Problem[];
}

/**
 * The files of a .dsc, .changes, .buildinfo or Sources stanza from its `Checksums-Sha256`.
 * Refused: a list with MD5 or SHA-1 only, names that leave their directory, names that stand twice, sizes and hashes
 * of a wrong form, and files that `Files` names but `Checksums-Sha256` does not.
 */
export function listedFiles(stanza: Stanza): ListedFiles {
  const field = stanza.field("Checksums-Sha256");
  const older = stanza.field("Files");
  if (!field) {
    const message = older
      ? "Only MD5 or SHA-1 sums are given, which prove nothing any more; Checksums-Sha256 is needed."
      : "Checksums-Sha256 is missing: no file is named.";
    return { files: [], problems: [errorAt(placeOf(stanza, "Files"), "files-no-sha256", message)] };
  }
  const listed = parseListedFiles(field.lines);
  const names = new Set(listed.files.map((file) => file.name));
  const unproved = (older?.lines ?? []).flatMap((line) => {
    const name = line.text
      .trim()
      .split(/[ \t]+/)
      .at(-1);
    if (!name || names.has(name)) return [];
    return [errorAt(line.place, "files-disagree", `Files names ${quote(name)}, but Checksums-Sha256 does not.`)];
  });
  return { files: listed.files, problems: [...listed.problems, ...unproved] };
}

/** The lines of one checksum field: hash, size, name. */
export function parseListedFiles(lines: readonly FieldLine[]): ListedFiles {
  const files = new Map<string, ListedFile>();
  const problems: Problem[] = [];
  for (const { text, place } of lines) {
    if (text.trim() === "") continue;
    const words = text.trim().split(/[ \t]+/);
    const [hash = "", size = "", name = ""] = words;
    const fault = words.length === 3 ? wrongFile(hash, size, name, place) : wrongLine(place);
    if (fault) problems.push(fault);
    else if (files.has(name)) problems.push(errorAt(place, "files-duplicate", `${quote(name)} is named twice.`));
    else files.set(name, { name, size: Number(size), sha256: hash });
  }
  return { files: [...files.values()], problems };
}

function wrongLine(place: Place): Problem {
  return errorAt(place, "files-line", "A line of Checksums-Sha256 has three words: hash, size and name.");
}

function wrongFile(hash: string, size: string, name: string, place: Place): Problem | undefined {
  if (!isSha256(hash)) return errorAt(place, "files-hash", "A SHA-256 sum has 64 lower-case hexadecimal digits.");
  if (!isSize(size)) return errorAt(place, "files-size", `${quote(size)} is no size in bytes.`);
  if (!isFileName(name)) {
    return errorAt(place, "files-name", `${quote(name)} is no plain file name without directories.`);
  }
  return undefined;
}

export function isSize(text: string): boolean {
  return /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text));
}
