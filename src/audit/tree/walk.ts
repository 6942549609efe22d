import { type Dirent, readdirSync, readlinkSync } from "node:fs";
import { joined, type RawPath, shownName } from "./names.ts";

export interface TreeFile {
  /** From the root, with `/`; bytes that are no UTF-8 as `\xNN`. */
  readonly path: string;
  /** What the file system calls it. */
  readonly raw: RawPath;
}

export interface TreeLink {
  readonly path: string;
  /** As written; not followed. */
  readonly target: string;
}

/** Something that could not be looked at, and why, as a clause. */
export interface TreeTrouble {
  readonly path: string;
  readonly why: string;
}

export interface Tree {
  /** Regular files, in the order of the code units of their paths. */
  readonly files: readonly TreeFile[];
  readonly links: readonly TreeLink[];
  readonly directories: readonly string[];
  readonly troubles: readonly TreeTrouble[];
}

export interface WalkLimits {
  readonly entries: number;
  readonly depth: number;
}

export const WALK_LIMITS: WalkLimits = { entries: 2_000_000, depth: 200 };

/** What version control and package managers keep for themselves is no part of a source tree. */
const NOT_OF_A_SOURCE_TREE = new Set([".git", ".hg", ".svn", ".bzr", "node_modules"]);

export interface WalkOptions {
  /** A source tree's own store of versions is left out; of an image everything is read. */
  readonly isSource: boolean;
  readonly limits?: WalkLimits;
}

/** Lists a tree by its directories alone: no file is opened, no link followed. Never throws for what it finds below the root. */
export function walkTree(root: string, { isSource, limits = WALK_LIMITS }: WalkOptions): Tree {
  const tree = {
    files: [] as TreeFile[],
    links: [] as TreeLink[],
    directories: [] as string[],
    troubles: [] as TreeTrouble[],
  };
  let left = limits.entries;

  const visit = (path: string, raw: RawPath, depth: number): void => {
    const entries = entriesOf(raw);
    if (typeof entries === "string") {
      tree.troubles.push({ path: path || ".", why: `the directory cannot be listed (${entries})` });
      return;
    }
    left -= entries.length;
    if (left < 0) {
      tree.troubles.push({ path: path || ".", why: `the tree has more than ${limits.entries} entries` });
      return;
    }
    const within = path === "" ? "" : `${path}/`;
    for (const { entry, name, rawName } of entries) {
      const inside = `${within}${name}`;
      if (entry.isFile()) tree.files.push({ path: inside, raw: joined(raw, rawName) });
      else if (entry.isDirectory()) {
        if (isSource && NOT_OF_A_SOURCE_TREE.has(name)) continue;
        tree.directories.push(inside);
        if (depth < limits.depth) visit(inside, joined(raw, rawName), depth + 1);
        else tree.troubles.push({ path: inside, why: `it lies deeper than ${limits.depth} folders` });
      } else if (entry.isSymbolicLink()) {
        const target = targetOf(joined(raw, rawName));
        if (target !== undefined) tree.links.push({ path: inside, target });
      }
    }
  };

  visit("", root, 0);
  return tree;
}

/** In the order of code units, which no locale changes. */
export function byCode(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

interface NamedEntry {
  readonly entry: Dirent | Dirent<Buffer>;
  readonly name: string;
  readonly rawName: RawPath;
  readonly key: string;
}

/** In the order of whole paths: that of a folder's content is where its name with a slash would stand. The code of the error when it cannot be listed. */
function entriesOf(raw: RawPath): readonly NamedEntry[] | string {
  try {
    const entries = readEntries(raw);
    return entries.sort((one, other) => byCode(one.key, other.key));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown";
  }
}

function readEntries(raw: RawPath): NamedEntry[] {
  const entries = readdirSync(raw, { withFileTypes: true });
  if (!entries.some(({ name }) => name.includes("\uFFFD"))) {
    return entries.map((entry) => ({ entry, name: entry.name, rawName: entry.name, key: keyOf(entry, entry.name) }));
  }
  return readdirSync(raw, { withFileTypes: true, encoding: "buffer" }).map((entry) => {
    const name = shownName(entry.name);
    return { entry, name, rawName: entry.name, key: keyOf(entry, name) };
  });
}

function keyOf(entry: NamedEntry["entry"], name: string): string {
  return entry.isDirectory() ? `${name}/` : name;
}

function targetOf(raw: RawPath): string | undefined {
  try {
    return shownName(readlinkSync(raw, "buffer"));
  } catch {
    return undefined;
  }
}
