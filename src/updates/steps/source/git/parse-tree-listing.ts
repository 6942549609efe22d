import type { Parsed, Problem } from "../../../../kernel/index.ts";

/** A file of a tree as `git ls-tree -r -l -z` tells of it. */
export interface ListedTreeFile {
  readonly mode: "100644" | "100755" | "120000";
  readonly id: string;
  readonly size: number;
  readonly path: string;
}

export interface TreeLimits {
  readonly files: number;
  readonly bytes: number;
}

export const TREE_LIMITS: TreeLimits = { files: 400_000, bytes: 6 * 1024 ** 3 };
const ENTRY = /^(\d{6}) (blob|commit|tree) ([0-9a-f]{40}|[0-9a-f]{64}) +(\d{1,15}|-)\t(.+)$/s;
const LONGEST_PATH = 3000;

/**
 * Reads a listing and refuses what a source package cannot or must not hold: submodules, names with control characters
 * or that are no UTF-8, paths that leave the tree, too much. A place's line is the entry's number.
 */
export function parseTreeListing(
  listing: Uint8Array,
  limits: TreeLimits = TREE_LIMITS,
): Parsed<readonly ListedTreeFile[] | undefined> {
  const files: ListedTreeFile[] = [];
  const problems: Problem[] = [];
  let bytes = 0;
  const entries = Buffer.from(listing.buffer, listing.byteOffset, listing.byteLength).toString("utf8").split("\0");
  const last = entries.pop();
  const refuse = (index: number, message: string): void => {
    problems.push({ code: "git-tree", severity: "error", message, place: { line: index + 1, column: 1 } });
  };
  if (last !== "") refuse(entries.length, "The listing of the tree was cut off.");
  for (const [index, entry] of entries.entries()) {
    const [, mode = "", type = "", id = "", size = "", path = ""] = ENTRY.exec(entry) ?? [];
    const shown = JSON.stringify(path.slice(0, 200));
    bytes += Number(size) || 0;
    if (path === "") refuse(index, 'Expected an entry "MODE TYPE ID SIZE\tPATH".');
    else if (mode === "160000") refuse(index, `${shown} is a submodule; a source package holds its files itself.`);
    else if (type !== "blob" || (mode !== "100644" && mode !== "100755" && mode !== "120000"))
      refuse(index, `${shown} is neither a file nor a symbolic link.`);
    else if (!isSafePath(path)) refuse(index, `The path ${shown} cannot stand in a source package.`);
    else if (files.length >= limits.files) refuse(index, `The tree has more than ${limits.files} files.`);
    else if (bytes > limits.bytes) refuse(index, `The tree is larger than ${limits.bytes} bytes.`);
    else files.push({ mode, id, size: Number(size), path });
    if (problems.length > 0) break;
  }
  return { value: problems.length > 0 ? undefined : files, problems };
}

function isSafePath(path: string): boolean {
  if (path.length > LONGEST_PATH || /[\p{Cc}\uFFFD]/u.test(path)) return false;
  return path.split("/").every((part) => part !== "" && part !== "." && part !== ".." && part.toLowerCase() !== ".git");
}

/**
 * Whether a link under `debian/` stays there whatever other such links it goes through: dpkg-source follows links to the
 * packaging's files. The target is relative and climbs only at its beginning, at most up to `debian/`.
 */
export function staysInPackaging(path: string, target: string): boolean {
  if (target === "" || target.startsWith("/") || /\p{Cc}/u.test(target)) return false;
  const parts = target.split("/").filter((part) => part !== "" && part !== ".");
  const climbs = parts.findIndex((part) => part !== "..");
  const up = climbs < 0 ? parts.length : climbs;
  if (parts.slice(up).includes("..")) return false;
  return up <= path.split("/").length - 2;
}
