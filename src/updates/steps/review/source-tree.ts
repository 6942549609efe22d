import type { ProcessRunner } from "../../../kernel/index.ts";
import { withPlain } from "./open-packed.ts";
import { digestOf, type FileDigest, listTarball, type PackedFile, readFromTarball, startOf } from "./read-tarball.ts";
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

/**
 * The tree of a source package (dpkg-source(1), formats 1.0, 3.0 (native) and 3.0 (quilt)) as one map of paths.
 * Tarballs that both sides share by hash are left out: what is the same need not be read.
 */
export async function openSource(
  runner: ProcessRunner,
  files: readonly SourceFile[],
  sharedHashes: ReadonlySet<string>,
): Promise<OpenSource> {
  const parts = files
    .filter((file) => !sharedHashes.has(file.sha256) && /\.(?:tar\.[a-z0-9]+|diff\.gz)$/.test(file.name))
    .map((file): Part => ({ file, place: placeIn(file.name) }));
  const tree = new Map<string, FileDigest>();
  for (const { file, place } of parts) {
    const listed = isDiff(file) ? await listDiff(runner, file) : await listTarball(runner, file);
    for (const [path, digest] of listed) tree.set(place(path), digest);
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

function isDiff(file: SourceFile): boolean {
  return file.name.endsWith(".diff.gz");
}

async function listDiff(runner: ProcessRunner, file: SourceFile): Promise<Map<string, FileDigest>> {
  return new Map([[DIFF_PATH, await withPlain(runner, file.path, file.name, digestOf)]]);
}

async function readDiff(runner: ProcessRunner, file: SourceFile, limit: number): Promise<Map<string, Uint8Array>> {
  return new Map([[DIFF_PATH, await withPlain(runner, file.path, file.name, (plain) => startOf(plain, limit))]]);
}

/** An upstream tarball has one directory on top, whose name carries the version and is dropped by dpkg-source. */
function placeIn(name: string): (path: string) => string {
  if (/\.debian\.tar\.[a-z0-9]+$/.test(name) || name.endsWith(".diff.gz")) return (path) => path;
  const component = /\.orig-([A-Za-z0-9-]+)\.tar\.[a-z0-9]+$/.exec(name)?.[1];
  const prefix = component ? `${component}/` : "";
  return (path) => prefix + withoutTop(path);
}

function withoutTop(path: string): string {
  const slash = path.indexOf("/");
  return slash < 0 ? path : path.slice(slash + 1);
}
