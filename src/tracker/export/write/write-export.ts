import { mkdir, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { type DatedFile, DIGESTS, type ExportEntry, type ExportFile } from "./export-file.ts";
import { EXPORT_INDEX, readExportIndex, renderExportIndex } from "./export-index.ts";
import { type Content, fromPieces, hashOf, holds, place } from "./place.ts";

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
  if ("bytes" in file)
    return entryOf(file.path, await place(path, fromPieces([file.bytes]), now, before?.sha256), before, now);
  const content = hashOf([file.from]);
  if (before?.content === content && (await holds(path, before))) return before;
  const placed = await place(path, file.make.bind(file), now, before?.sha256);
  return { ...entryOf(file.path, placed, before, now), content };
}

function entryOf(
  path: string,
  { bytes, sha256, kept }: Content & { readonly kept: boolean },
  before: ExportEntry | undefined,
  now: Date,
): ExportEntry {
  return { path, bytes, sha256, changed: kept && before ? before.changed : now.toISOString() };
}

async function putDated(
  path: string,
  file: DatedFile,
  before: ExportEntry | undefined,
  now: Date,
): Promise<ExportEntry> {
  const content = hashOf(file.render([]));
  if (before?.revisions && before.content === content && (await stands(path, before, file.digests ?? false))) {
    return before;
  }
  const known = before?.revisions;
  const revisions = known && before.content === content ? known : [...(known ?? []), nextRevision(known, now)];
  const changed = revisions.at(-1) as string;
  const placed = await place(path, fromPieces(file.render(revisions)), new Date(changed));
  if (file.digests) await putDigests(path, placed, new Date(changed));
  return { path: file.path, bytes: placed.bytes, sha256: placed.sha256, changed, revisions, content };
}

/** Later than every revision before it, also where the clock was set back: readers sort revisions by their dates. */
function nextRevision(known: readonly string[] | undefined, now: Date): string {
  const last = Date.parse(known?.at(-1) ?? "");
  return (last >= now.getTime() ? new Date(last + 1) : now).toISOString();
}

async function putDigests(path: string, content: Content, changed: Date): Promise<void> {
  for (const ending of DIGESTS) {
    await place(`${path}.${ending}`, fromPieces([`${content[ending]}  ${basename(path)}\n`]), changed);
  }
}

/** Whether the file is as the index says, and its hashes are beside it. */
async function stands(path: string, entry: ExportEntry, digests: boolean): Promise<boolean> {
  if (!(await holds(path, entry))) return false;
  if (!digests) return true;
  const beside = await Promise.all(DIGESTS.map((ending) => stat(`${path}.${ending}`).catch(() => undefined)));
  return beside.every((found) => found?.isFile());
}

function byPath(a: ExportEntry, b: ExportEntry): number {
  return a.path < b.path ? -1 : 1;
}
