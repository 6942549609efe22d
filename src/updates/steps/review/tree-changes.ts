import type { FileDigest } from "./read-tarball.ts";

/** Files of a source by path, without the top directory. */
export type SourceTree = ReadonlyMap<string, FileDigest>;

export interface FileChange {
  readonly path: string;
  readonly change: "added" | "removed" | "changed";
}

/** Every path whose content differs, sorted. Pure. */
export function treeChanges(before: SourceTree, after: SourceTree): FileChange[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path): FileChange[] => {
    const old = before.get(path);
    const now = after.get(path);
    if (!old) return [{ path, change: "added" }];
    if (!now) return [{ path, change: "removed" }];
    // A link and a file that spells its arrow have the same hash.
    return old.sha256 === now.sha256 && old.kind === now.kind ? [] : [{ path, change: "changed" }];
  });
}

/** How a reviewer looks at a changed file. */
export type Concern = "patch" | "changelog" | "unexpected";

/**
 * A security update should add patches and say so in its changelog. Anything else is named as unexpected:
 * packaging that runs code at build or install time, upstream files changed outside a patch, new binary files.
 */
export function concernOf(path: string): Concern {
  if (path === "debian/changelog") return "changelog";
  if (path.startsWith("debian/patches/")) return "patch";
  return "unexpected";
}

/** Why a path outside patches and changelog deserves a look. */
export function whyUnexpected(path: string): string {
  if (path === "debian/rules") return "decides how the package is built";
  if (/^debian\/(?:[^/]+\.)?(?:preinst|postinst|prerm|postrm|config|triggers)$/.test(path))
    return "runs as root on users' machines";
  if (path === "debian/control") return "changes dependencies or packages";
  if (path.startsWith("debian/source/")) return "changes how the source is unpacked";
  if (path.startsWith("debian/tests/")) return "changes what the tests prove";
  if (path.startsWith("debian/")) return "packaging beside patches and changelog";
  return "upstream file changed outside a patch";
}
