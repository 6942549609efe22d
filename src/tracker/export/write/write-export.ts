import { mkdir, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { type DatedFile, DIGESTS, type ExportEntry, type ExportFile } from "./export-file.ts";
import { EXPORT_INDEX, readExportIndex, renderExportIndex } from "./export-index.ts";
import { type Content, fromPieces, hashOf, place } from "./place.ts";

/** Files written at the same time. */
const AT_ONCE = 16;

/**
 * Writes an export below a directory: a file whose content is the same is left alone with its time, one that is no longer
 * listed is removed, and `index.json` comes last. Each file appears whole or not at all, so that a reader or a mirror never
 * sees half of one. `files` may ask what stands there, by path. `summaries` are the files
 * that speak about the others; they come once those stand.
 */
export async function writeExport(
  directory: string,
  files: Iterable<ExportFile> | ((before: ReadonlyMap<string, ExportEntry>) => Iterable<ExportFile>),
  now: Date,
  summaries: (entries: readonly ExportEntry[]) => Iterable<ExportFile> = () => [],
): Promise<readonly ExportEntry[]> {
  await mkdir(directory, { recursive: true });
  const before = await readExportIndex(directory);
  const documents = await putAll(directory, typeof files === "function" ? files(before) : files, before, now);
  const about = await putAll(directory, summaries(documents), before, now);
  const entries = [...documents, ...about].sort(byPath);
  await place(join(directory, EXPORT_INDEX), fromPieces([renderExportIndex(entries)]), now);
  const written = new Set(entries.map(({ path }) => path));
  for (const path of before.keys()) {
    if (written.has(path)) continue;
    await rm(join(directory, path), { force: true });
    for (const ending of DIGESTS) await rm(join(directory, `${path}.${ending}`), { force: true });
  }
  return entries;
}

async function putAll(
  directory: string,
  files: Iterable<ExportFile>,
  before: ReadonlyMap<string, ExportEntry>,
  now: Date,
): Promise<readonly ExportEntry[]> {
  const entries: ExportEntry[] = [];
  let some: ExportFile[] = [];
  const flush = async (): Promise<void> => {
    entries.push(...(await Promise.all(some.map((file) => put(directory, file, before.get(file.path), now)))));
    some = [];
  };
  for (const file of files) {
    const alone = "large" in file && file.large;
    if (alone) await flush();
    some.push(file);
    if (alone || some.length === AT_ONCE) await flush();
  }
  await flush();
  return entries.sort(byPath);
}

async function put(
  directory: string,
  file: ExportFile,
  before: ExportEntry | undefined,
  now: Date,
): Promise<ExportEntry> {
  const path = join(directory, file.path);
  if ("render" in file) return putDated(path, file, before, now);
  const fill = "bytes" in file ? fromPieces([file.bytes]) : file.make.bind(file);
  const content = await place(path, fill, now, before?.sha256);
  const changed = content.kept && before ? before.changed : now.toISOString();
  return { path: file.path, bytes: content.bytes, sha256: content.sha256, changed };
}

async function putDated(
  path: string,
  file: DatedFile,
  before: ExportEntry | undefined,
  now: Date,
): Promise<ExportEntry> {
  const content = hashOf(file.render([]));
  const known = before?.revisions;
  const revisions = known && before.content === content ? known : [...(known ?? []), now.toISOString()];
  const changed = revisions.at(-1) as string;
  const placed = await place(path, fromPieces(file.render(revisions)), new Date(changed), before?.sha256);
  if (file.digests) await putDigests(path, placed, new Date(changed), placed.kept);
  return { path: file.path, bytes: placed.bytes, sha256: placed.sha256, changed, revisions, content };
}

async function putDigests(path: string, content: Content, changed: Date, kept: boolean): Promise<void> {
  for (const ending of DIGESTS) {
    const beside = `${path}.${ending}`;
    if (kept && (await stat(beside).catch(() => undefined))?.isFile()) continue;
    await place(beside, fromPieces([`${content[ending]}  ${basename(path)}\n`]), changed);
  }
}

function byPath(a: ExportEntry, b: ExportEntry): number {
  return a.path < b.path ? -1 : 1;
}
