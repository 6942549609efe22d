import type { ProcessRunner } from "../../../kernel/index.ts";
import { readTarball } from "./read-tarball.ts";
import type { SourceTree } from "./tree-changes.ts";

/** One file of a source package, where it lies now. */
export interface SourceFile {
  readonly name: string;
  readonly sha256: string;
  readonly path: string;
}

/**
 * The unpacked tree of a source package (dpkg-source(1), formats 1.0, 3.0 (native) and 3.0 (quilt)) as one map of paths.
 * Tarballs that both sides share by hash are left out: what is the same need not be read.
 */
export async function readSourceTree(
  runner: ProcessRunner,
  files: readonly SourceFile[],
  sharedHashes: ReadonlySet<string>,
): Promise<SourceTree> {
  const tree = new Map<string, Uint8Array>();
  for (const file of files) {
    if (sharedHashes.has(file.sha256) || !/\.(?:tar\.[a-z0-9]+|diff\.gz)$/.test(file.name)) continue;
    for (const [path, bytes] of await readPart(runner, file)) tree.set(path, bytes);
  }
  return tree;
}

async function readPart(runner: ProcessRunner, file: SourceFile): Promise<Iterable<[string, Uint8Array]>> {
  if (/\.debian\.tar\.[a-z0-9]+$/.test(file.name)) return readTarball(runner, file.path, file.name);
  if (file.name.endsWith(".diff.gz")) {
    const { stdout } = await runner.run({ argv: ["gzip", "--decompress", "--stdout", file.path], timeLimitMs: 60_000 });
    return [["debian.diff", stdout]];
  }
  const component = /\.orig-([A-Za-z0-9-]+)\.tar\.[a-z0-9]+$/.exec(file.name)?.[1];
  const prefix = component ? `${component}/` : "";
  const whole = await readTarball(runner, file.path, file.name);
  return [...whole].map(([path, bytes]): [string, Uint8Array] => [prefix + withoutTop(path), bytes]);
}

/** An upstream tarball has one directory on top, whose name carries the version and is dropped by dpkg-source. */
function withoutTop(path: string): string {
  const slash = path.indexOf("/");
  return slash < 0 ? path : path.slice(slash + 1);
}
