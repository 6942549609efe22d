import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { parsePatchHeader } from "../../../debian/index.ts";
import type { LineContext } from "../../context.ts";
import { filesOf } from "../../records/files.ts";
import type { UpdateRecord } from "../../records/updates.ts";
import type { SuiteContents } from "../../suites.ts";
import { digestOf } from "./read-tarball.ts";
import { hasDiff, type OpenSource, openSource, type SourceFile } from "./source-tree.ts";
import { LARGEST_TEXT, TOO_LARGE, textDiff } from "./text-diff.ts";
import { concernOf, type FileChange, treeChanges, whyUnexpected } from "./tree-changes.ts";

export interface ReviewedFile extends FileChange {
  /** Unified diff; empty for binary content; a line that begins with `…` where there is none. */
  readonly diff: string;
}

export interface ReviewedPatch extends ReviewedFile {
  /** From its DEP-3 header; empty when it gives none. */
  readonly description: string;
  /** Addresses of the upstream change or bug that the header names. */
  readonly links: readonly string[];
}

export interface SourceReview {
  readonly patches: readonly ReviewedPatch[];
  /** The changelog's difference. */
  readonly changelog: string;
  readonly unexpected: readonly (ReviewedFile & { readonly why: string })[];
  /** Why there is no comparison, when the base's source cannot be had; empty otherwise. */
  readonly problem: string;
}

/** More than this is not shown file by file: it is a new upstream release, not a security fix. */
const MOST_FILES = 400;
/** All differences together, as JSON: the statement that holds them has a limit of 8 MiB in base64. */
const LARGEST_DIFFERENCES = 4 * 1024 * 1024;
const ALL_DIFFS_MS = 120_000;
/** Bytes of content that are in memory at once, both sides together. */
const AT_ONCE = 64 * 1024 * 1024;

/** The difference of an update's source to the base's, split into what a reviewer expects and what not. */
export async function reviewSource(
  context: LineContext,
  update: UpdateRecord,
  base: SuiteContents | null,
  directory: string,
): Promise<SourceReview> {
  const nothing = { patches: [], changelog: "", unexpected: [], problem: "" };
  const entry = base?.source(update.source);
  if (!base || !entry) return nothing;
  const before = await fetchBase(context, base, entry, directory);
  if (typeof before === "string") return { ...nothing, problem: before };
  const after = await sourceOf(context, update.id);
  const common = before.map((file) => file.sha256).filter((hash) => after.some((file) => file.sha256 === hash));
  const shared = new Set(hasDiff(before) || hasDiff(after) ? [] : common);
  const sources = await Promise.all([
    openSource(context.runner, before, shared),
    openSource(context.runner, after, shared),
  ]).catch((error: Error) => error.message);
  if (typeof sources === "string") return { ...nothing, problem: `The sources cannot be compared here: ${sources}` };
  const [old, now] = sources;
  const changes = treeChanges(old.tree, now.tree);
  const files = await withDiffs(context, directory, changes.slice(0, MOST_FILES), old, now);
  return {
    patches: files.flatMap(({ file, patch }) => (concernOf(file.path) === "patch" ? [{ ...file, ...patch }] : [])),
    changelog: files.find(({ file }) => concernOf(file.path) === "changelog")?.file.diff ?? "",
    unexpected: files
      .filter(({ file }) => concernOf(file.path) === "unexpected")
      .map(({ file }) => ({ ...file, why: whyUnexpected(file.path) })),
    problem: changes.length > MOST_FILES ? `${changes.length} files changed; the first ${MOST_FILES} are shown.` : "",
  };
}

/** The base's source files, or a sentence why they cannot be had. */
async function fetchBase(
  context: LineContext,
  base: SuiteContents,
  entry: NonNullable<ReturnType<SuiteContents["source"]>>,
  directory: string,
): Promise<SourceFile[] | string> {
  try {
    const paths = await context.suites.fetchSource(base, entry, directory);
    return await Promise.all(
      paths.map(async (path) => {
        const { sha256 } = await digestOf(createReadStream(path));
        return { name: basename(path), path, sha256 };
      }),
    );
  } catch (error) {
    return `The source of ${entry.version} in ${base.suite.name} cannot be had: ${(error as Error).message}`;
  }
}

async function sourceOf(context: LineContext, updateId: string): Promise<SourceFile[]> {
  const files = await filesOf(context.store.db, updateId);
  return files
    .filter((file) => file.role === "source")
    .map((file) => ({ name: file.name, sha256: file.sha256, path: context.blobs.path(file.sha256) }));
}

interface ShownFile {
  readonly file: ReviewedFile;
  readonly patch: Pick<ReviewedPatch, "description" | "links">;
}

/** The differences of these files, a few contents at a time, within a limit of time and size for all together. */
async function withDiffs(
  context: LineContext,
  directory: string,
  changes: readonly FileChange[],
  old: OpenSource,
  now: OpenSource,
): Promise<ShownFile[]> {
  const deadline = context.clock.now().getTime() + ALL_DIFFS_MS;
  const shown: ShownFile[] = [];
  let room = LARGEST_DIFFERENCES;
  for (const group of groupsOf(changes, old, now)) {
    const paths = new Set(group.map(({ path }) => path).filter((path) => sizeOf(path, old, now) <= 2 * LARGEST_TEXT));
    // One byte more than a text may have tells which are too large.
    const before = await old.read(paths, LARGEST_TEXT + 1);
    const after = await now.read(paths, LARGEST_TEXT + 1);
    for (const change of group) {
      const { path } = change;
      const made = await differenceOf(path, paths.has(path), before.get(path), after.get(path));
      const size = JSON.stringify(made).length;
      const diff = size > room ? "… not shown: the differences together are too large\n" : made;
      if (diff === made) room -= size;
      const patch = concernOf(path) === "patch" ? headerOf(after.get(path)) : NO_HEADER;
      shown.push({ file: { ...change, diff }, patch });
    }
  }
  return shown;

  async function differenceOf(
    path: string,
    wasRead: boolean,
    before?: Uint8Array,
    after?: Uint8Array,
  ): Promise<string> {
    if (!wasRead) return TOO_LARGE;
    if (context.clock.now().getTime() > deadline) {
      return "… not compared line by line: so many files changed that it took too long\n";
    }
    return textDiff(context.runner, directory, path, before, after);
  }
}

/** Changes in groups whose content may be in memory at once: mostly one, so that packed files are read twice in all. */
function groupsOf(changes: readonly FileChange[], old: OpenSource, now: OpenSource): FileChange[][] {
  const groups: FileChange[][] = [];
  let room = 0;
  for (const change of changes) {
    const size = Math.min(sizeOf(change.path, old, now), 2 * LARGEST_TEXT);
    if (size > room || groups.length === 0) {
      groups.push([]);
      room = AT_ONCE;
    }
    room -= size;
    groups.at(-1)?.push(change);
  }
  return groups;
}

function sizeOf(path: string, old: OpenSource, now: OpenSource): number {
  return (old.tree.get(path)?.size ?? 0) + (now.tree.get(path)?.size ?? 0);
}

const NO_HEADER: ShownFile["patch"] = { description: "", links: [] };

function headerOf(bytes: Uint8Array | undefined): ShownFile["patch"] {
  const header = parsePatchHeader(bytes ?? "");
  const commits = header.upstreamCommits.map((commit) => commit.url ?? `commit ${commit.id}`);
  return { description: header.description, links: [...new Set([...commits, ...header.bugs])] };
}
