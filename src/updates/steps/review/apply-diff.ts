import { applyHunks, BACKUP, type FileDiff, isCreation, parseSourceDiff } from "../../../debian/index.ts";
import { type ProcessRunner, SamedayError, sha256 } from "../../../kernel/index.ts";
import { withPlain } from "./open-packed.ts";
import { type FileDigest, type PackedFile, startOf } from "./read-tarball.ts";

/** Debian's largest are a few MiB; all that it changes is in memory at once, with what was there before. */
const LARGEST_DIFF = 32 * 1024 * 1024;
const LARGEST_PATCHED = 64 * 1024 * 1024;

/** The start of files of the tree before the diff, at most `limitBytes` of each. */
type ReadFiles = (paths: ReadonlySet<string>, limitBytes: number) => Promise<Map<string, Uint8Array>>;

/**
 * Changes a tree as dpkg-source does with the `.diff.gz` of the format 1.0, and answers the new content of what it
 * changed. Throws INPUT_INVALID for a diff that patch(1) could apply in another way than it reads, or not at all.
 */
export async function applyDiff(
  runner: ProcessRunner,
  packed: PackedFile,
  tree: Map<string, FileDigest>,
  readOld: ReadFiles,
): Promise<Map<string, Uint8Array>> {
  const text = await withPlain(runner, packed.path, packed.name, (plain) => startOf(plain, LARGEST_DIFF + 1));
  if (text.length > LARGEST_DIFF) throw invalid(`${packed.name} unpacks to more than can be compared.`);
  const diffs = parseSourceDiff(text, packed.name);
  for (const diff of diffs) requireReachable(diff, tree);
  const changed = diffs.filter((diff) => tree.has(diff.path)).map(({ path }) => path);
  if (changed.reduce((all, path) => all + (tree.get(path)?.size ?? 0), 0) > LARGEST_PATCHED) {
    throw invalid(`${packed.name} changes more than can be compared.`);
  }
  if (changed.length > 0 && [...tree.values()].some(({ kind }) => kind === "link")) {
    throw invalid(`${packed.name} changes files of a tarball with hard links: which others change too is not clear.`);
  }
  const old = await readOld(new Set(changed), LARGEST_PATCHED);
  const made = new Map<string, Uint8Array>();
  for (const diff of diffs) {
    const now = applyHunks(diff, old.get(diff.path));
    tree.delete(diff.path + BACKUP);
    if (now === undefined) tree.delete(diff.path);
    else {
      tree.set(diff.path, { sha256: sha256(now), size: now.length });
      made.set(diff.path, now);
    }
  }
  return made;
}

/** dpkg-source writes through no link and over nothing but files. */
function requireReachable(diff: FileDiff, tree: ReadonlyMap<string, FileDigest>): void {
  const { path } = diff;
  const there = tree.get(path);
  if (there?.kind !== undefined) throw invalid(`The .diff.gz changes ${JSON.stringify(path)}, which is no plain file.`);
  if (!there && !isCreation(diff)) throw invalid(`The .diff.gz changes ${JSON.stringify(path)}, which is not there.`);
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
    if (tree.has(path.slice(0, end))) {
      throw invalid(`The .diff.gz changes ${JSON.stringify(path)} below what is no directory.`);
    }
  }
}

function invalid(message: string): SamedayError {
  return new SamedayError("INPUT_INVALID", message);
}
