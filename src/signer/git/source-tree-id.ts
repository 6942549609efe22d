import { soleTop, withoutTop } from "../../debian/index.ts";
import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import type { GitHash } from "./git-object.ts";
import { readTarballForGit } from "./read-tarball.ts";
import { type TreeFile, treeId } from "./tree-id.ts";

interface SourceFile {
  readonly name: string;
  readonly path: string;
}

const TARBALL = /\.tar\.(?:gz|bz2|xz|lzma)$/;

/**
 * The git tree that a source package unpacks to, patches not applied, computed from its tarballs alone
 * (dpkg-source(1): 3.0 (quilt) and native packages). Whoever holds the package can so check which commit it is.
 * Throws INPUT_INVALID for a .diff.gz, which names no whole files.
 */
export async function sourceTreeId(
  runner: ProcessRunner,
  files: readonly SourceFile[],
  hash: GitHash,
): Promise<string> {
  const diff = files.find((file) => file.name.endsWith(".diff.gz"));
  if (diff) throw invalid(`${diff.name}: a source from git is native or of the format 3.0 (quilt).`);
  const tarballs = files.filter((file) => TARBALL.test(file.name));
  const packaging = tarballs.find((file) => /\.debian\.tar\./.test(file.name));
  const tree = new Map<string, TreeFile>();
  for (const file of sortedByPart(tarballs)) {
    const tarball = await readTarballForGit(runner, file, hash);
    const content = tarball.files;
    const component = /\.orig-([A-Za-z0-9-]+)\.tar\./.exec(file.name)?.[1];
    const top = soleTop(tarball.tops, packaging !== undefined && !component);
    if (file === packaging) replace(tree, "debian/", content);
    else if (component) replace(tree, `${component}/`, prefixed(`${component}/`, unpackedTo(content, top)));
    else
      for (const [path, one] of unpackedTo(content, top))
        if (!packaging || !isUnder(path, "debian/")) tree.set(path, one);
  }
  if (tree.size === 0) throw invalid("The source holds no files.");
  return treeId(tree, hash);
}

/** As dpkg-source unpacks them: the main tarball, further ones over it, the packaging last. */
function sortedByPart(files: readonly SourceFile[]): readonly SourceFile[] {
  const rank = ({ name }: SourceFile): number => (/\.debian\.tar\./.test(name) ? 2 : /\.orig-/.test(name) ? 1 : 0);
  return [...files].sort((one, other) => rank(one) - rank(other) || (one.name < other.name ? -1 : 1));
}

/** What lies in the directory gives way; whatever the tarball brings besides stays to be seen in the tree's name. */
function replace(tree: Map<string, TreeFile>, directory: string, content: ReadonlyMap<string, TreeFile>): void {
  for (const path of [...tree.keys()]) if (isUnder(path, directory)) tree.delete(path);
  for (const [path, file] of content) tree.set(path, file);
}

function isUnder(path: string, directory: string): boolean {
  return path.startsWith(directory) || `${path}/` === directory;
}

function prefixed(prefix: string, content: ReadonlyMap<string, TreeFile>): ReadonlyMap<string, TreeFile> {
  return new Map([...content].map(([path, file]) => [prefix + path, file]));
}

function unpackedTo(content: ReadonlyMap<string, TreeFile>, top: string): ReadonlyMap<string, TreeFile> {
  return top === "" ? content : new Map([...content].map(([path, file]) => [withoutTop(path, top), file]));
}

function invalid(message: string): SamedayError {
  return new SamedayError("INPUT_INVALID", message);
}
