import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { type DatedFile, DIGESTS, type ExportEntry, type ExportFile } from "./export-file.ts";
import { EXPORT_INDEX, readExportIndex, renderExportIndex } from "./export-index.ts";
import { type Content, fromPieces, hashOf, holds, place } from "./place.ts";

/** Files written at the same time. */
const AT_ONCE = 16;

/**
 * Writes an export below a directory: a file whose content is the same is left alone with its time, one that is no longer
 * listed is removed, and `index.json` comes last. Each file appears whole or not at all, so that a reader or a mirror never
 * sees half of one. `files` may ask which paths stand there. `summaries` are the files that speak about the others; they come
 * once those stand. Where the index is lost, documents keep their dates, and what is no longer listed stays: nobody knows
 * whose it is.
 */
export async function writeExport(
  directory: string,
  files: Iterable<ExportFile> | ((there: ReadonlySet<string>) => Iterable<ExportFile>),
  now: Date,
  summaries: (entries: readonly ExportEntry[]) => Iterable<ExportFile> = () => [],
): Promise<readonly ExportEntry[]> {
  await mkdir(directory, { recursive: true });
  const known = await readExportIndex(directory);
  const before = known ?? new Map<string, ExportEntry>();
  const there = typeof files === "function" ? new Set(known ? known.keys() : await pathsBelow(directory)) : undefined;
  const wanted = typeof files === "function" ? files(there ?? new Set()) : files;
  const documents = await putAll(directory, wanted, before, now);
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
  listed: ExportEntry | undefined,
  now: Date,
): Promise<ExportEntry> {
  const content = hashOf(file.render([]));
  const before = listed?.revisions ? listed : await entryFrom(path, file, content);
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

/** What the index would say of a document that stands there; undefined when none does, or it says nothing of its revisions. */
async function entryFrom(path: string, file: DatedFile, content: string): Promise<ExportEntry | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  const revisions = bytes && file.revisionsIn(bytes);
  if (bytes === undefined || revisions === undefined || !areRevisions(revisions)) return undefined;
  const sha256 = hashOf([bytes]);
  // The content of before is known by whether it comes out the same with its own dates.
  const same = hashOf(file.render(revisions)) === sha256;
  const changed = revisions.at(-1) as string;
  return { path: file.path, bytes: bytes.length, sha256, changed, revisions, ...(same && { content }) };
}

/** Instants as they are written here, oldest first. */
function areRevisions(revisions: readonly string[]): boolean {
  return (
    revisions.length > 0 &&
    revisions.every((at, index) => isInstant(at) && (index === 0 || at >= (revisions[index - 1] as string)))
  );
}

function isInstant(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text));
}

async function pathsBelow(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) =>
    entry.isFile() ? [relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/")] : [],
  );
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
