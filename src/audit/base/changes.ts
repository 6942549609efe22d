import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { shownName } from "../tree/names.ts";
import { filtersOff } from "./filters-off.ts";
import { gitIn, parts } from "./git.ts";
import { startOf } from "./start-of.ts";

/** A path whose state differs between an earlier revision and the work tree. */
export interface Change {
  readonly path: string;
  /** What the revision has there; undefined when it has nothing. */
  readonly old: { readonly mode: string; readonly id: string } | undefined;
  /** git does not know whether the content differs: its index is older than the file. */
  readonly isUnsure: boolean;
  readonly isGone: boolean;
}

/** A comparison that git is at work on. */
export interface Comparison {
  readonly changes: () => Promise<readonly Change[]>;
}

/**
 * Has git find what the work tree changes since the point where it left a revision, and comes back while it is at work.
 * Plumbing alone is asked, without the filters, hooks and file watchers that settings of the checkout may name.
 * `changes` throws USAGE for an unknown revision and INPUT_INVALID where there is no checkout.
 */
export async function compareWith(root: string, revision: string, processes: ProcessRunner): Promise<Comparison> {
  if (revision.startsWith("-") || revision === "") throw new SamedayError("USAGE", `"${revision}" is no revision.`);
  const git = gitIn(root, processes);
  const untracked = git(["ls-files", "-z", "--others", "--exclude-standard"]);
  // Awaited when somebody asks; a failure must not be reported before that.
  untracked.catch(() => undefined);
  const differ = await filtersOff(git).then(
    (settings) => (start: readonly string[]) => git([...DIFF, ...start, "--"], { settings }),
    (cause) => () => Promise.reject(cause),
  );
  // Most revisions have one commit in common with the work tree, which git then finds by itself.
  const common = differ(["--merge-base", revision]);
  common.catch(() => undefined);
  return {
    async changes() {
      const raw = await common.catch(async () => differ([await startOf(git, revision)]));
      return [...changesOf(raw), ...parts(await untracked).map(addedAt)];
    },
  };
}

const DIFF = [
  ...["diff-index", "-z", "-r", "--raw", "--abbrev=64"],
  ...["--relative", "--ignore-submodules=all"],
] as const;

function addedAt(name: Buffer): Change {
  return { path: shownName(name), old: undefined, isUnsure: false, isGone: false };
}

/** The bytes of blobs, in the order asked; undefined for what the checkout lacks. */
export async function blobsOf(
  root: string,
  ids: readonly string[],
  processes: ProcessRunner,
): Promise<readonly (Buffer | undefined)[]> {
  if (ids.length === 0) return [];
  const answer = await gitIn(root, processes)(["cat-file", "--batch"], { input: `${ids.join("\n")}\n` });
  let at = 0;
  return ids.map(() => {
    const end = answer.indexOf(10, at);
    if (end < 0) return undefined;
    const [, type, size] = answer.toString("latin1", at, end).split(" ");
    at = end + 1;
    if (type !== "blob") return undefined;
    const content = answer.subarray(at, at + Number(size));
    at += Number(size) + 1;
    return content;
  });
}

/** `:mode mode id id status NUL path NUL`, git-diff-index(1). */
function changesOf(raw: Buffer): readonly Change[] {
  const words = parts(raw);
  const changes: Change[] = [];
  for (let at = 0; at + 1 < words.length; at += 2) {
    const [oldMode = "", newMode = "", oldId = "", newId = "", status = ""] = (words[at] ?? Buffer.alloc(0))
      .toString("latin1")
      .slice(1)
      .split(" ");
    const path = shownName(words[at + 1] ?? Buffer.alloc(0));
    const old = /^0+$/.test(oldMode) || oldMode === "160000" ? undefined : { mode: oldMode, id: oldId };
    changes.push({
      path,
      old,
      isUnsure: status === "M" && oldMode === newMode && /^0+$/.test(newId),
      isGone: status === "D",
    });
  }
  return changes;
}
