import { readdir } from "node:fs/promises";
import { type IndexFileName, looksLikeIndexFile, parseIndexFileName } from "../../debian/index.ts";
import { SamedayError } from "../../kernel/index.ts";

/** What stands in a directory of indexes, by the names of its files. */
export interface IndexDirectory {
  /** Plain files, sorted by name. */
  readonly indexes: readonly IndexFileName[];
  readonly strange: StrangeIndexes;
}

/** Files that look like indexes and are not read, sorted by name. */
export interface StrangeIndexes {
  /** Their names are of another form. */
  readonly misnamed: readonly string[];
  /** They are packed, and the plain file does not stand beside. */
  readonly packed: readonly string[];
}

const MOST_NAMES = 5;

/** Lists a directory of indexes. Throws INPUT_INVALID when it cannot be read. */
export async function listIndexDirectory(directory: string): Promise<IndexDirectory> {
  const names = await readdir(directory).catch((error) => {
    throw new SamedayError("INPUT_INVALID", `The directory of indexes ${directory} cannot be read.`, error);
  });
  const indexes: IndexFileName[] = [];
  const misnamed: string[] = [];
  const packed: string[] = [];
  const there = new Set(names);
  for (const name of names.sort()) {
    if (!looksLikeIndexFile(name)) continue;
    const index = parseIndexFileName(name);
    if (index === undefined) misnamed.push(name);
    else if (index.packing === "") indexes.push(index);
    else if (!there.has(name.slice(0, -index.packing.length - 1))) packed.push(name);
  }
  return { indexes, strange: { misnamed, packed } };
}

/** A sentence for people for each reason why files that look like indexes are not read. Throws as `listIndexDirectory`. */
export async function indexesPassedOver(directory: string): Promise<readonly string[]> {
  return passedOver((await listIndexDirectory(directory)).strange);
}

/** The same of a directory that was listed. */
export function passedOver({ misnamed, packed }: StrangeIndexes): readonly string[] {
  const sentences: string[] = [];
  if (misnamed.length > 0) {
    const form = "RELEASE_SUBRELEASE_AREA_Sources or RELEASE_SUBRELEASE_AREA_ARCH_Packages";
    const known = "a subrelease is empty, security, updates or lts";
    sentences.push(`Not read, since the name is not ${form} (${known}): ${named(misnamed)}.`);
  }
  if (packed.length > 0)
    sentences.push(`Verdicts and exports read plain indexes alone; passed over: ${named(packed)}.`);
  return sentences;
}

function named(files: readonly string[]): string {
  const more = files.length - MOST_NAMES;
  return files.slice(0, MOST_NAMES).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
