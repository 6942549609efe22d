import type { Severity } from "../../model.ts";
import { type GlobVariables, matchesGlob } from "../../parse/apparmor/match-glob.ts";
import type { ApparmorRule } from "../../parse/apparmor/types.ts";

/** A tree that several programs or all of a user's programs share, and whether `owner` narrows a rule there. */
interface SharedTree {
  readonly root: string;
  readonly says: string;
  readonly isHome: boolean;
  /** Where services keep what is theirs: one that has all of it, a logger, say, can spoil the others' and not much more. */
  readonly isServices: boolean;
}

/** Broader ones first: the first that a rule covers is named. */
const TREES: readonly SharedTree[] = [
  { root: "", says: "the whole file system", isHome: true, isServices: false },
  { root: "/home/zq7user", says: "the whole home folder", isHome: true, isServices: false },
  { root: "/root", says: "root's whole home folder", isHome: true, isServices: false },
  ...[
    ...["/etc", "/usr", "/usr/local", "/opt", "/srv", "/boot", "/dev", "/dev/shm", "/proc", "/sys", "/media", "/mnt"],
    ...["/bin", "/sbin", "/lib", "/usr/bin", "/usr/sbin", "/usr/lib", "/usr/share", "/proc/sys"],
    ...["/run", "/run/user/1000", "/run/shm", "/tmp", "/var", "/var/tmp", "/var/lib"],
  ].map((root) => ({ root, says: `all of ${root.replace("/1000", "/UID")}`, isHome: false, isServices: false })),
  ...["/var/log", "/var/cache", "/var/spool"].map((root) => ({
    root,
    says: `all of ${root}`,
    isHome: false,
    isServices: true,
  })),
];

/**
 * Where the files of several users lie side by side: `owner` leaves a program those of its own user, as the folder's mode does.
 * What lies elsewhere is mostly root's, and a program of root's may then write all of it.
 */
const SIDE_BY_SIDE: ReadonlySet<string> = new Set([
  ...["/tmp", "/var/tmp", "/dev/shm", "/run/shm", "/run/user/1000", "/media", "/mnt"],
]);

/** Names that no profile means: a rule that matches them matches whatever lies there. */
const INSIDE = "/zq7a/vx3b/kj9c";
const HIDDEN = "/.zq7a/vx3b/kj9c";

/** A whole tree takes a double star, or as many single ones as the names above are deep. */
function reachesDeep(path: string): boolean {
  return path.includes("**") || path.split("*").length > 3;
}

/** Folders in which everybody's programs keep files beside each other. */
const EVERYBODYS = ["/tmp", "/var/tmp", "/dev/shm"];

/** `/tmp/* rw`: every file of the others that lies there, though not what lies in their folders. */
function everyNameIn(path: string, variables: GlobVariables): ReturnType<typeof wideWrite> {
  const folder = EVERYBODYS.find((root) => matchesGlob(path, `${root}/zq7a`, variables) !== false);
  const isEvery = folder !== undefined && matchesGlob(path, `${folder}/.vx3b-kj9c`, variables);
  if (folder !== undefined && isEvery === undefined) return UNKNOWN;
  return isEvery ? { severity: "low", tree: `every file that lies in ${folder}` } : undefined;
}

/** A pattern may be made so that nobody works out what it matches. */
const UNKNOWN = {
  severity: "medium",
  tree: "what would take too long to work out: nobody can tell by this pattern what it opens",
} as const;

/** What a rule opens to writing, if that is a whole tree. */
export function wideWrite(
  rule: ApparmorRule,
  variables: GlobVariables,
): { readonly severity: Severity; readonly tree: string } | undefined {
  if (rule.isDenied) return undefined;
  if (rule.kind === "all") return { severity: "medium", tree: "the whole file system, and all else" };
  if (rule.kind !== "file") return undefined;
  const { path, access, transition } = rule;
  if (path === undefined)
    return (access === "" && !transition) || /[wa]/.test(access)
      ? { severity: "medium", tree: "the whole file system" }
      : undefined;
  if (!/[wa]/.test(access)) return undefined;
  if (!reachesDeep(path)) return rule.ownerOnly ? undefined : everyNameIn(path, variables);
  const plain = path.slice(0, Math.max(0, path.search(/[^\w/.-]/)));
  let isUnknown = false;
  const tree = TREES.find(({ root }) => {
    const inside = root + INSIDE;
    const answer = inside.startsWith(plain) && matchesGlob(path, inside, variables);
    isUnknown ||= answer === undefined;
    return answer;
  });
  if (isUnknown) return UNKNOWN;
  if (!tree) return undefined;
  if (rule.ownerOnly && SIDE_BY_SIDE.has(tree.root)) return { severity: "note", tree: tree.says };
  const isNarrowed = tree.isHome
    ? !matchesGlob(path, tree.root + HIDDEN, variables)
    : rule.ownerOnly || tree.isServices;
  const without = tree.isHome && isNarrowed ? " but for names that begin with a dot" : "";
  return { severity: isNarrowed ? "low" : "medium", tree: tree.says + without };
}
