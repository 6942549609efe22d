import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { parsePatchHeader } from "../../../debian/index.ts";
import type { LineContext } from "../../context.ts";
import { filesOf } from "../../records/files.ts";
import type { UpdateRecord } from "../../records/updates.ts";
import type { SuiteContents } from "../../suites.ts";
import { readSourceTree, type SourceFile } from "./source-tree.ts";
import { textDiff } from "./text-diff.ts";
import { concernOf, type FileChange, type SourceTree, treeChanges, whyUnexpected } from "./tree-changes.ts";

export interface ReviewedFile extends FileChange {
  /** Unified diff; empty for binary content. */
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
  const shared = new Set(
    before.map((file) => file.sha256).filter((hash) => after.some((file) => file.sha256 === hash)),
  );
  const trees = await Promise.all([
    readSourceTree(context.runner, before, shared),
    readSourceTree(context.runner, after, shared),
  ]).catch((error: Error) => error.message);
  if (typeof trees === "string") return { ...nothing, problem: `The sources cannot be compared here: ${trees}` };
  const [old, now] = trees;
  const changes = treeChanges(old, now);
  const shown = changes.slice(0, MOST_FILES);
  const files = await Promise.all(shown.map((change) => withDiff(context, directory, change, old, now)));
  return {
    patches: files.filter((file) => concernOf(file.path) === "patch").map((file) => asPatch(file, now)),
    changelog: files.find((file) => concernOf(file.path) === "changelog")?.diff ?? "",
    unexpected: files
      .filter((file) => concernOf(file.path) === "unexpected")
      .map((file) => ({ ...file, why: whyUnexpected(file.path) })),
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
        const sha256 = createHash("sha256")
          .update(await readFile(path))
          .digest("hex");
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

async function withDiff(
  context: LineContext,
  directory: string,
  change: FileChange,
  old: SourceTree,
  now: SourceTree,
): Promise<ReviewedFile> {
  const { path } = change;
  return { ...change, diff: await textDiff(context.runner, directory, path, old.get(path), now.get(path)) };
}

function asPatch(file: ReviewedFile, now: SourceTree): ReviewedPatch {
  const header = parsePatchHeader(now.get(file.path) ?? "");
  const commits = header.upstreamCommits.map((commit) => commit.url ?? `commit ${commit.id}`);
  return { ...file, description: header.description, links: [...new Set([...commits, ...header.bugs])] };
}
