import { soleTop, withoutTop } from "../../../debian/index.ts";
import type { ProcessRunner } from "../../../kernel/index.ts";
import { applyDiff } from "./apply-diff.ts";
import { type FileDigest, listTarball, type PackedFile, readFromTarball } from "./read-tarball.ts";
import type { SourceTree } from "./tree-changes.ts";

/** One file of a source package, where it lies now. */
export interface SourceFile extends PackedFile {
  readonly sha256: string;
}

/** A source package as its tree of digests, and a way back to the content of the few files that are shown. */
export interface OpenSource {
  readonly tree: SourceTree;
  /** The start of these files, at most `limitBytes` of each; reads the packed files a second time. */
  read(paths: ReadonlySet<string>, limitBytes: number): Promise<Map<string, Uint8Array>>;
}

/** One packed file of the source, and under which path each of its members stands in the whole. */
interface Part {
  readonly file: SourceFile;
  readonly place: (path: string) => string;
}

const PACKAGING = "debian/";

/**
 * The tree of a source package (dpkg-source(1), formats 1.0, 3.0 (native) and 3.0 (quilt)) as one map of paths, with the
 * changes of a `.diff.gz` and without those of `debian/patches`. Tarballs that both sides share by hash can be left out:
 * what is the same need not be read; not where either side has a `.diff.gz`, which changes what they hold.
 * Throws INPUT_INVALID for a source whose tree cannot be told.
 */
export async function openSource(
  runner: ProcessRunner,
  files: readonly SourceFile[],
  sharedHashes: ReadonlySet<string>,
): Promise<OpenSource> {
  const hasPackaging = files.some((file) => isPackaging(file));
  const read = files.filter((file) => !sharedHashes.has(file.sha256) && /\.tar\.[a-z0-9]+$/.test(file.name));
  const tree = new Map<string, FileDigest>();
  const parts: Part[] = [];
  for (const file of asUnpacked(read)) {
    const listed = await listTarball(runner, file);
    const place = placeIn(file, listed.tops, hasPackaging);
    const replaced = replacedBy(file);
    if (replaced !== "") for (const path of tree.keys()) if (isUnder(path, replaced)) tree.delete(path);
    for (const [path, digest] of listed.files) {
      const isCovered = hasPackaging && replaced === "" && isUnder(place(path), PACKAGING);
      if (!isCovered) tree.set(place(path), digest);
    }
    parts.push({ file, place });
  }
  const packed = (paths: ReadonlySet<string>, limitBytes: number) => readParts(runner, parts, paths, limitBytes);
  const diff = files.find((file) => isDiff(file));
  const patched = diff ? await applyDiff(runner, diff, tree, packed) : new Map<string, Uint8Array>();
  return {
    tree,
    async read(paths, limitBytes) {
      const found = await packed(new Set([...paths].filter((path) => !patched.has(path))), limitBytes);
      for (const path of paths) {
        const bytes = patched.get(path);
        if (bytes) found.set(path, bytes.subarray(0, limitBytes));
      }
      return found;
    },
  };
}

/** Whether a source has changes outside its tarballs. */
export function hasDiff(files: readonly PackedFile[]): boolean {
  return files.some((file) => isDiff(file));
}

async function readParts(
  runner: ProcessRunner,
  parts: readonly Part[],
  paths: ReadonlySet<string>,
  limitBytes: number,
): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  if (paths.size === 0) return found;
  for (const { file, place } of parts) {
    const read = await readFromTarball(runner, file, (path) => paths.has(place(path)), limitBytes);
    for (const [path, bytes] of read) found.set(place(path), bytes);
  }
  return found;
}

/** As dpkg-source unpacks them: the main tarball, further ones over it, the packaging last. */
function asUnpacked(files: readonly SourceFile[]): readonly SourceFile[] {
  const rank = (file: SourceFile): number => (isPackaging(file) ? 2 : componentOf(file) ? 1 : 0);
  return [...files].sort((one, other) => rank(one) - rank(other) || (one.name < other.name ? -1 : 1));
}

/** The directory that gives way as a whole to this part, as dpkg-source has it; empty for none. */
function replacedBy(file: SourceFile): string {
  if (isPackaging(file)) return PACKAGING;
  const component = componentOf(file);
  return component ? `${component}/` : "";
}

/** A directory's own path counts too: a file or link may stand in its place. */
function isUnder(path: string, directory: string): boolean {
  return path.startsWith(directory) || `${path}/` === directory;
}

function isPackaging(file: SourceFile): boolean {
  return /\.debian\.tar\.[a-z0-9]+$/.test(file.name);
}

function componentOf(file: SourceFile): string | undefined {
  return /\.orig-([A-Za-z0-9-]+)\.tar\.[a-z0-9]+$/.exec(file.name)?.[1];
}

function isDiff(file: PackedFile): boolean {
  return file.name.endsWith(".diff.gz");
}

/** A single directory on top, whose name carries the version, is dropped by dpkg-source; without one all stays as it is. */
function placeIn(file: SourceFile, tops: ReadonlyMap<string, boolean>, isQuilt: boolean): (path: string) => string {
  if (isPackaging(file)) return (path) => path;
  const component = componentOf(file);
  const prefix = component ? `${component}/` : "";
  const dropped = soleTop(tops, isQuilt && !component);
  return (path) => prefix + withoutTop(path, dropped);
}
