import { createHash } from "node:crypto";
import type { ProcessRunner } from "../../kernel/index.ts";
import { readText, TEXT_LIMIT } from "../tree/read.ts";
import { blobSource, diskSource, type FileSource } from "../tree/source.ts";
import { byCode, type Tree, type TreeLink } from "../tree/walk.ts";
import { blobsOf, type Change, type Comparison } from "./changes.ts";

/** What differs from an earlier revision, and the tree as that revision had it. */
export interface EarlierTree {
  /** Paths that were added, changed or removed. */
  readonly changed: ReadonlySet<string>;
  readonly gone: readonly string[];
  /** What changed, as it was; nothing of what was added. */
  readonly files: readonly FileSource[];
  /** Regular files that one of the two states has and the other has not. */
  readonly onlyInOne: readonly string[];
  /** Links come, go or lead elsewhere. */
  readonly hasLinks: boolean;
  /** All that the revision held, put together when it is asked for. */
  readonly held: () => HeldTree;
  /** The text of a file as it was. */
  readonly textOf: (path: string) => string;
}

export interface HeldTree {
  readonly sources: readonly FileSource[];
  readonly links: readonly TreeLink[];
  readonly directories: readonly string[];
}

/** Compares a tree with a revision of its checkout. What git does not track and leaves out counts as unchanged. */
export async function earlierTree(
  root: string,
  tree: Tree,
  comparison: Comparison,
  processes: ProcessRunner,
): Promise<EarlierTree> {
  const raws = new Map(tree.files.map(({ path, raw }) => [path, raw]));
  const changes = (await comparison.changes()).filter(
    (change) => !change.isUnsure || isOther(change, raws.get(change.path)),
  );
  const changed = new Set(changes.map(({ path }) => path));
  const before = changes.flatMap(({ path, old }) => (old ? [{ path, ...old }] : []));
  const blobs = await blobsOf(
    root,
    before.map(({ id }) => id),
    processes,
  );
  const texts = new Map(
    before.flatMap(({ path, mode }, index) => {
      const content = blobs[index];
      return content ? [[path, { mode, content }] as const] : [];
    }),
  );
  return {
    changed,
    gone: changes.filter(({ isGone }) => isGone).map(({ path }) => path),
    files: [...texts].flatMap(([path, old]) => (old.mode === LINK ? [] : [sourceOf(path, old)])),
    onlyInOne: changes
      .filter(({ path, old }) => raws.has(path) !== (old !== undefined && old.mode !== LINK))
      .map(({ path }) => path),
    hasLinks: changes.some(({ old }) => old?.mode === LINK) || tree.links.some(({ path }) => changed.has(path)),
    held: () => heldTree(tree, changed, texts),
    textOf(path) {
      const old = texts.get(path);
      if (old && old.mode !== LINK) return old.content.toString("utf8");
      const raw = changed.has(path) ? undefined : raws.get(path);
      const read = raw === undefined ? "" : readText(raw);
      return typeof read === "string" ? "" : read.text;
    },
  };
}

/** What git calls a symbolic link. */
const LINK = "120000";

interface OldContent {
  readonly mode: string;
  readonly content: Buffer;
}

function sourceOf(path: string, { mode, content }: OldContent): FileSource {
  return blobSource(path, mode === "100755", content);
}

function heldTree(tree: Tree, changed: ReadonlySet<string>, before: ReadonlyMap<string, OldContent>): HeldTree {
  const sources = tree.files.filter(({ path }) => !changed.has(path)).map(({ path, raw }) => diskSource(path, raw));
  const links = tree.links.filter(({ path }) => !changed.has(path));
  for (const [path, old] of before) {
    if (old.mode === LINK) links.push({ path, target: old.content.toString("utf8") });
    else sources.push(sourceOf(path, old));
  }
  sources.sort((one, other) => byCode(one.path, other.path));
  return { sources, links, directories: directoriesOf(sources.map(({ path }) => path)) };
}

/** Whether a file has another content than the revision, by the hash that git gives it. */
function isOther({ old }: Change, raw: string | Buffer | undefined): boolean {
  const read = raw === undefined ? "" : readText(raw, TEXT_LIMIT, "latin1");
  if (typeof read === "string" || !old) return true;
  const algorithm = old.id.length === 64 ? "sha256" : "sha1";
  const hash = createHash(algorithm).update(`blob ${read.text.length}\0`).update(read.text, "latin1").digest("hex");
  return hash !== old.id;
}

function directoriesOf(paths: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const path of paths) {
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      const directory = path.slice(0, at);
      if (found.has(directory)) break;
      found.add(directory);
    }
  }
  return [...found];
}
