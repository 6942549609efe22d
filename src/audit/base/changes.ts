import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { shownName } from "../tree/names.ts";

/** A path whose state differs between an earlier revision and the work tree. */
export interface Change {
  readonly path: string;
  /** What the revision has there; undefined when it has nothing. */
  readonly old: { readonly mode: string; readonly id: string } | undefined;
  /** git does not know whether the content differs: its index is older than the file. */
  readonly isUnsure: boolean;
  readonly isGone: boolean;
}

const LIMIT_MS = 60_000;
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * What the work tree changes since the point where it left a revision. Plumbing alone is asked, without the filters, hooks
 * and file watchers that settings of the checkout may name. Throws USAGE for an unknown revision and
 * INPUT_INVALID where there is no checkout.
 */
export async function changesSince(
  root: string,
  revision: string,
  processes: ProcessRunner,
): Promise<readonly Change[]> {
  const git = gitIn(root, processes);
  const untracked = git(["ls-files", "-z", "--others", "--exclude-standard"]);
  // Awaited below; a failure there must not be reported before the reason is known.
  untracked.catch(() => undefined);
  const [start, settings] = await Promise.all([startOf(git, revision), filtersOff(git)]);
  const [raw, others] = await Promise.all([
    git(["diff-index", "-z", "-r", "--raw", "--abbrev=64", "--relative", "--ignore-submodules=all", start, "--"], {
      settings,
    }),
    untracked,
  ]);
  const added = parts(others).map((name) => ({
    path: shownName(name),
    old: undefined,
    isUnsure: false,
    isGone: false,
  }));
  return [...changesOf(raw), ...added];
}

/**
 * Where a file is as young as git's index, git compares contents, and asks the filters of its settings for that. Taken out
 * by name: there is no switch for all, so that a name that cannot be handed on ends the comparison.
 */
async function filtersOff(git: Git): Promise<Settings> {
  const words = ["config", "-z", "--name-only", "--get-regexp", "^filter\\."] as const;
  // 1: there is none (git-config(1)). Without the list nothing is compared.
  const names = parts(await git(words, { okExitCodes: [0, 1] }));
  return names.flatMap((name) => {
    const key = name.toString("utf8");
    if (!/\.(?:clean|smudge|process|required)$/.test(key)) return [];
    if (!Buffer.from(key).equals(name))
      throw new SamedayError("INPUT_INVALID", `The checkout has a filter whose name is no UTF-8: ${shownName(name)}.`);
    return [[key, key.endsWith(".required") ? "false" : ""] as const];
  });
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

/** Settings by name, whatever letters the name has; those of the process runner stay. */
type Settings = readonly (readonly [string, string])[];

type Git = (
  words: readonly string[],
  more?: { readonly input?: string; readonly settings?: Settings; readonly okExitCodes?: readonly number[] },
) => Promise<Buffer>;

const NEVER: Settings = [
  ["safe.bareRepository", "explicit"],
  ["core.fsmonitor", "false"],
  ["core.hooksPath", "/dev/null"],
];

/** A checkout without all of its objects fetches what is missing, by programs that its settings name: nothing is fetched. */
const WITHOUT_NETWORK = { GIT_NO_LAZY_FETCH: "1", GIT_ALLOW_PROTOCOL: "none" } as const;

function gitIn(root: string, processes: ProcessRunner): Git {
  return async (words, { input = "", settings = [], okExitCodes = [0] } = {}) => {
    const all = [...NEVER, ...settings];
    const named = all.flatMap(([key, value], at) => [
      [`GIT_CONFIG_KEY_${at}`, key],
      [`GIT_CONFIG_VALUE_${at}`, value],
    ]);
    const { stdout } = await processes.run({
      argv: ["git", "--no-optional-locks", ...words],
      cwd: root,
      env: {
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_COUNT: String(all.length),
        ...Object.fromEntries(named),
        ...WITHOUT_NETWORK,
      },
      input,
      okExitCodes,
      timeLimitMs: LIMIT_MS,
      maxOutputBytes: MOST_BYTES,
    });
    return Buffer.from(stdout.buffer, stdout.byteOffset, stdout.byteLength);
  };
}

/** Where the work tree left the revision; the revision itself where the checkout does not reach back so far. */
async function startOf(git: Git, revision: string): Promise<string> {
  if (revision.startsWith("-") || revision === "") throw new SamedayError("USAGE", `"${revision}" is no revision.`);
  const named = git(["rev-parse", "--verify", "--quiet", `${revision}^{commit}`]);
  const shared = await git(["merge-base", revision, "HEAD"]).catch(() => undefined);
  const id = await named.catch(async (cause) => {
    if (cause instanceof SamedayError && cause.code === "TOOL_MISSING") throw cause;
    await git(["rev-parse", "--git-dir"]).catch((reason) => {
      throw new SamedayError(
        "INPUT_INVALID",
        "--base needs a git checkout that this user may read, and there is none here.",
        reason,
      );
    });
    const advice = "Fetch it; a CI job needs the whole history (GIT_DEPTH: 0, fetch-depth: 0).";
    throw new SamedayError("USAGE", `There is no revision "${revision}" in this checkout. ${advice}`, cause);
  });
  return (shared?.length ? shared : id).toString("latin1").trim().split("\n")[0] ?? "";
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

function parts(bytes: Buffer): readonly Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, at)) {
    found.push(bytes.subarray(at, end));
    at = end + 1;
  }
  return found;
}
