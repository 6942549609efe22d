import { createHash } from "node:crypto";
import type { ProcessRunner } from "../../kernel/index.ts";
import { readText, TEXT_LIMIT } from "../tree/read.ts";
import { blobSource, diskSource, type FileSource } from "../tree/source.ts";
import { byCode, type Tree, type TreeLink } from "../tree/walk.ts";
import { blobsOf, type Change, changesSince } from "./changes.ts";

/** What differs from an earlier revision, and the tree as that revision had it. */
export interface EarlierTree {
  /** Paths that were added, changed or removed. */
  readonly changed: ReadonlySet<string>;
  readonly gone: readonly string[];
  readonly sources: readonly FileSource[];
  readonly links: readonly TreeLink[];
  readonly directories: readonly string[];
  /** The text of a file as it was. */
  readonly textOf: (path: string) => string;
}

/** Compares a tree with a revision of its checkout. What git does not track and leaves out counts as unchanged. */
export async function earlierTree(
  root: string,
  tree: Tree,
  revision: string,
  processes: ProcessRunner,
): Promise<EarlierTree> {
  const raws = new Map(tree.files.map(({ path, raw }) => [path, raw]));
  const changes = (await changesSince(root, revision, processes)).filter(
    (change) => !change.isUnsure || isOther(change, raws.get(change.path)),
  );
  const changed = new Set(changes.map(({ path }) => path));
  const before = changes.flatMap(({ path, old }) => (old ? [{ path, ...old }] : []));
  const blobs = await blobsOf(
    root,
    before.map(({ id }) => id),
    processes,
  );
  const sources = tree.files.filter(({ path }) => !changed.has(path)).map(({ path, raw }) => diskSource(path, raw));
  const links = tree.links.filter(({ path }) => !changed.has(path));
  const texts = new Map<string, Buffer>();
  for (const [index, { path, mode }] of before.entries()) {
    const content = blobs[index];
    if (!content) continue;
    if (mode === "120000") links.push({ path, target: content.toString("utf8") });
    else {
      sources.push(blobSource(path, mode === "100755", content));
      texts.set(path, content);
    }
  }
  sources.sort((one, other) => byCode(one.path, other.path));
  return {
    changed,
    gone: changes.filter(({ isGone }) => isGone).map(({ path }) => path),
    sources,
    links,
    directories: directoriesOf(sources.map(({ path }) => path)),
    textOf(path) {
      const old = texts.get(path);
      if (old) return old.toString("utf8");
      const raw = changed.has(path) ? undefined : raws.get(path);
      const read = raw === undefined ? "" : readText(raw);
      return typeof read === "string" ? "" : read.text;
    },
  };
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
