import { edgesOf } from "../entries/edges.ts";
import { createResolver } from "../entries/resolve.ts";
import { saysSomething } from "../files/setup.ts";
import type { AuditContext, AuditedFile, FileKind } from "../model.ts";
import { mayWriteFiles } from "../written/written-files.ts";
import { makePrograms, standAlone } from "./sudo-rules.ts";

/** What starts programs or says with whose rights: a change here can make a finding in a file that did not change. Sudo rules are looked at. */
const STARTERS: ReadonlySet<FileKind> = new Set([
  ...(["unit", "dbus-service", "desktop", "pkla", "polkit-action", "polkit-rules"] as const),
  ...(["crontab", "hook-table", "dpkg-status", "statoverride", "cloud-config", "installer", "dockerfile"] as const),
]);
/** Words of scripts and patches that write such files or make accounts, and of classes whose shim is judged elsewhere. */
const WRITES = /sudoers|visudo|polkit|pkla|useradd|adduser|usermod|\bMite\b|\[Service\]/;

/** A change of a tree: the files of a kind, or with a place in the image, that it has changed, as they are and as they were. */
export interface ChangedFiles {
  readonly now: readonly AuditedFile[];
  readonly old: readonly AuditedFile[];
  /** Links that come, go or lead elsewhere. */
  readonly hasLinks: boolean;
}

/**
 * Whether a change that moves nothing can only make findings in the files that it changes: it does not say who starts what,
 * no program of it starts one that it did not start before, none that others know by its place is gone, and no sudo rules take
 * any of it in. Sudo rules may be changed that stand alone and make no programs of others. `installed` says what stands at a
 * place, `sudoers` has the files of sudo rules; both are asked when it takes them.
 */
export function staysWithin(
  { now, old, hasLinks }: ChangedFiles,
  installed: AuditContext["installed"],
  sudoers: () => readonly AuditedFile[],
): boolean {
  const files = [...now, ...old];
  const isSudo = ({ kind }: AuditedFile): boolean => kind === "sudoers";
  if (hasLinks || files.some(mayStart)) return false;
  if (!standAlone(files.filter(isSudo))) return false;
  const shipping = files.filter(({ fate }) => fate === "image");
  if (shipping.length === 0) return true;
  const places = new Set(now.map(({ installedPath }) => installedPath));
  if (old.some(({ installedPath }) => installedPath !== undefined && !places.has(installedPath))) return false;
  if (namesMore(now, old)) {
    // A tree that does not say where its files go has them started by their names alone.
    if (shipping.some(({ installedPath }) => installedPath === undefined) || startsMore(now, old, installed))
      return false;
  }
  if (makePrograms(now.filter(isSudo), old.filter(isSudo), installed)) return false;
  return !isTakenIn(shipping, sudoers());
}

function mayStart(file: AuditedFile): boolean {
  // A large file has this kind by its name alone.
  if (file.kind === "setup") return saysSomething(file.text());
  if (STARTERS.has(file.kind)) return true;
  // Whether what a script writes reaches the image, and who starts it there, is told by the whole tree.
  return isScript(file) && (WRITES.test(file.text()) || (file.kind === "shell" && mayWriteFiles(file.text())));
}

function isScript({ kind }: AuditedFile): boolean {
  return ["shell", "patch", "perl", "python", "javascript"].includes(kind);
}

/** Whether these files look for any program under a name that they did not look for before: nothing is asked of the tree. */
function namesMore(now: readonly AuditedFile[], old: readonly AuditedFile[]): boolean {
  const namedBy = (files: readonly AuditedFile[]): ReadonlySet<string> => {
    const names = new Set<string>();
    for (const file of programs(files)) {
      const note = (name: string): undefined => void names.add(`${file.path}\0${name}`);
      edgesOf(file, { program: ({ text, isFixed }) => (isFixed ? note(text) : undefined), module: () => undefined });
    }
    return names;
  };
  const before = namedBy(old);
  return [...namedBy(now)].some((name) => !before.has(name));
}

function startsMore(
  now: readonly AuditedFile[],
  old: readonly AuditedFile[],
  installed: AuditContext["installed"],
): boolean {
  const resolver = createResolver({ installed });
  const startedBy = (files: readonly AuditedFile[]): readonly string[] =>
    programs(files).flatMap((file) =>
      // A module that is imported has findings of its own whoever imports it.
      edgesOf(file, resolver)
        .filter(({ what }) => what === "script" || what === "interpreter")
        .map(({ what, target, account }) => [file.path, what, target.installedPath, account].join("\0")),
    );
  const before = new Set(startedBy(old));
  return startedBy(now).some((start) => !before.has(start));
}

/** Copies, so that what their parsers have to say is heard by the rules alone. */
function programs(files: readonly AuditedFile[]): readonly AuditedFile[] {
  return files
    .filter(({ fate, kind }) => fate === "image" && kind !== "other")
    .map((file) => ({ ...file, text: () => file.text() }));
}

const INCLUDE = /^[ \t]*[@#]include[ \t]/m;

/** What a program does says how bad the sudo rule is that names it, and never whether it is a finding. */
function isTakenIn(files: readonly AuditedFile[], sudoers: readonly AuditedFile[]): boolean {
  const names = files.map(({ installedPath, path }) => (installedPath ?? path).replace(/^.*\//, ""));
  return sudoers.some(({ kind, text }) => {
    const rules = kind === "sudoers" ? text() : "";
    return INCLUDE.test(rules) && names.some((name) => rules.includes(name));
  });
}

/** Whether a single file differs, and that in its text alone: then it is reached in both states or in none. */
export function hasSameWays({ now, old }: ChangedFiles): boolean {
  const [one, ...others] = now;
  const [before, ...more] = old;
  if (others.length > 0 || more.length > 0) return false;
  if (!one || !before) return one === undefined;
  const starts = ({ mode }: AuditedFile): boolean => (mode & 0o111) !== 0;
  return (
    one.path === before.path &&
    one.kind === before.kind &&
    one.fate === before.fate &&
    one.installedPath === before.installedPath &&
    starts(one) === starts(before)
  );
}
