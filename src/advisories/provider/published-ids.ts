import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { CSAF_FOLDER } from "../csaf/file-name.ts";

/**
 * Ids of the advisories whose documents stand in a tree, in capitals: a document's name has none (CSAF 2.0, section 5.1), and
 * an underscore for what else was in its id. None where there is no tree yet.
 */
export async function publishedIds(tree: string): Promise<readonly string[]> {
  const folder = join(tree, CSAF_FOLDER);
  const years = (await namesIn(folder)).filter((name) => /^\d{4}$/.test(name));
  const documents = await Promise.all(years.map((year) => namesIn(join(folder, year))));
  return documents.flat().flatMap((name) => (name.endsWith(".json") ? [name.slice(0, -5).toUpperCase()] : []));
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}
