import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";

export interface ExportFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A file of an export as `index.json` lists it, so that a mirror fetches only what changed. */
export interface ExportEntry {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** RFC 3339: when its content last changed. */
  readonly changed: string;
}

export const EXPORT_INDEX = "index.json";

const INDEX = z.object({
  files: z.array(z.object({ path: z.string(), bytes: z.number(), sha256: z.string(), changed: z.string() })),
});

/**
 * Writes an export below a directory: a file whose content is the same is left alone with its time, one that is no longer
 * listed is removed, and `index.json` comes last. Each file appears whole or not at all.
 */
export async function writeExport(
  directory: string,
  files: Iterable<ExportFile>,
  now: Date,
): Promise<readonly ExportEntry[]> {
  await mkdir(directory, { recursive: true });
  const before = new Map((await readIndex(directory)).map((entry) => [entry.path, entry]));
  const entries: ExportEntry[] = [];
  for (const { path, bytes } of files) {
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const there = before.get(path);
    const same = there?.sha256 === sha256 && (await holds(join(directory, path), bytes));
    if (!same) await place(join(directory, path), bytes);
    entries.push({ path, bytes: bytes.length, sha256, changed: same ? there.changed : now.toISOString() });
    before.delete(path);
  }
  entries.sort((a, b) => (a.path < b.path ? -1 : 1));
  await place(join(directory, EXPORT_INDEX), Buffer.from(`${JSON.stringify({ files: entries }, null, 2)}\n`));
  for (const path of before.keys()) await rm(join(directory, path), { force: true });
  return entries;
}

async function readIndex(directory: string): Promise<readonly ExportEntry[]> {
  if (!(await readdir(directory)).includes(EXPORT_INDEX)) return [];
  try {
    const parsed = INDEX.safeParse(JSON.parse(await readFile(join(directory, EXPORT_INDEX), "utf8")));
    return parsed.success ? parsed.data.files.filter((entry) => isBelow(entry.path)) : [];
  } catch {
    // An index that was cut short only costs writing every file again.
    return [];
  }
}

/** What an index names is removed when it goes; it must not lead out of the directory. */
function isBelow(path: string): boolean {
  return !path.startsWith("/") && !path.split("/").some((part) => part === "" || part === "." || part === "..");
}

async function holds(path: string, bytes: Uint8Array): Promise<boolean> {
  return (await readFile(path).catch(() => undefined))?.equals(bytes) ?? false;
}

async function place(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    await writeFile(partial, bytes);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
