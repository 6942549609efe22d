import { SamedayError } from "../../kernel/index.ts";
import { type GitHash, gitId } from "./git-object.ts";

/** A file of a tree: git knows no other modes, and no owners or times. */
export interface TreeFile {
  readonly mode: "100644" | "100755" | "120000";
  /** The blob's name; of a symbolic link, of its target. */
  readonly id: string;
}

type Directory = Map<string, TreeFile | Directory>;

/**
 * The name that git gives to a tree with these files (paths with `/`, none empty). Directories without files do not
 * exist for git. Throws INPUT_INVALID for a path that is a file and a directory, or no clean path.
 */
export function treeId(files: ReadonlyMap<string, TreeFile>, hash: GitHash): string {
  const root: Directory = new Map();
  for (const [path, file] of files) {
    const parts = path.split("/");
    const name = parts.pop() ?? "";
    if (![...parts, name].every(isCleanName)) throw invalid(`The path ${JSON.stringify(path)} is not a clean one.`);
    let directory = root;
    for (const part of parts) {
      const there = directory.get(part) ?? new Map();
      if (!(there instanceof Map))
        throw invalid(`${JSON.stringify(path)} goes through something that is no directory.`);
      directory.set(part, there);
      directory = there;
    }
    if (directory.has(name)) throw invalid(`${JSON.stringify(path)} is there twice.`);
    directory.set(name, file);
  }
  return idOf(root, hash);
}

function idOf(directory: Directory, hash: GitHash): string {
  const entries = [...directory].map(([name, one]) => {
    const isTree = one instanceof Map;
    // Git sorts a directory as if its name ended with a slash.
    const key = Buffer.from(isTree ? `${name}/` : name);
    const head = Buffer.from(`${isTree ? "40000" : one.mode} ${name}\0`);
    return { key, line: Buffer.concat([head, Buffer.from(isTree ? idOf(one, hash) : one.id, "hex")]) };
  });
  entries.sort((one, other) => Buffer.compare(one.key, other.key));
  return gitId("tree", Buffer.concat(entries.map(({ line }) => line)), hash);
}

function isCleanName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !name.includes("\0");
}

function invalid(message: string): SamedayError {
  return new SamedayError("INPUT_INVALID", message);
}
