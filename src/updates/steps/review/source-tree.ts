import { soleTop, withoutTop } from "../../../debian/index.ts";
import type { ProcessRunner } from "../../../kernel/index.ts";
import { withPlain } from "./open-packed.ts";
import {
  digestOf,
  type FileDigest,
  type ListedTarball,
  listTarball,
  type PackedFile,
  readFromTarball,
  startOf,
} from "./read-tarball.ts";
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

const DIFF_PATH = "debian.diff";
const PACKAGING = "debian/";

/**
 * The tree of a source package (dpkg-source(1), formats 1.0, 3.0 (native) and 3.0 (quilt)) as one map of paths.
 * Tarballs that both sides share by hash are left out: what is the same need not be read.
 */
export async function openSource(
  runner: ProcessRunner,
  files: readonly SourceFile[],
  sharedHashes: ReadonlySet<string>,
): Promise<OpenSource> {
  const hasPackaging = files.some((file) => isPackaging(file));
  const read = files.filter(
    (file) => !sharedHashes.has(file.sha256) && /\.(?:tar\.[a-z0-9]+|diff\.gz)$/.test(file.name),
  );
  const tree = new Map<string, FileDigest>();
  const parts: Part[] = [];
  for (const file of asUnpacked(read)) {
    const listed = isDiff(file) ? await listDiff(runner, file) : await listTarball(runner, file);
    const place = placeIn(file, listed.tops, hasPackaging);
    const replaced = replacedBy(file);
    if (replaced !== "") for (const path of tree.keys()) if (isUnder(path, replaced)) tree.delete(path);
    for (const [path, digest] of listed.files) {
      const isCovered = hasPackaging && replaced === "" && isUnder(place(path), PACKAGING);
      if (!isCovered) tree.set(place(path), digest);
    }
    parts.push({ file, place });
  }
  return {
    tree,
    async read(paths, limitBytes) {
      const found = new Map<string, Uint8Array>();
      if (paths.size === 0) return found;
      for (const { file, place } of parts) {
        const wanted = (path: string): boolean => paths.has(place(path));
        const read = isDiff(file)
          ? await readDiff(runner, file, limitBytes)
          : await readFromTarball(runner, file, wanted, limitBytes);
        for (const [path, bytes] of read) found.set(place(path), bytes);
      }
      return found;
    },
  };
}

/** As dpkg-source unpacks them: the main tarball, further ones over it, the packaging last. */
function asUnpacked(files: readonly SourceFile[]): readonly SourceFile[] {
  const rank = (file: SourceFile): number => (isPackaging(file) || isDiff(file) ? 2 : componentOf(file) ? 1 : 0);
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

function isDiff(file: SourceFile): boolean {
  return file.name.endsWith(".diff.gz");
}

async function listDiff(runner: ProcessRunner, file: SourceFile): Promise<ListedTarball> {
  const files = new Map([[DIFF_PATH, await withPlain(runner, file.path, file.name, digestOf)]]);
  return { files, tops: new Map() };
}

async function readDiff(runner: ProcessRunner, file: SourceFile, limit: number): Promise<Map<string, Uint8Array>> {
  return new Map([[DIFF_PATH, await withPlain(runner, file.path, file.name, (plain) => startOf(plain, limit))]]);
}

/** A single directory on top, whose name carries the version, is dropped by dpkg-source; without one all stays as it is. */
function placeIn(file: SourceFile, tops: ReadonlyMap<string, boolean>, isQuilt: boolean): (path: string) => string {
  if (isPackaging(file) || isDiff(file)) return (path) => path;
  const component = componentOf(file);
  const prefix = component ? `${component}/` : "";
  const dropped = soleTop(tops, isQuilt && !component);
  return (path) => prefix + withoutTop(path, dropped);
}
