import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";

/** One changed file; a side is git's mode and blob, such as `100644:e69de29…`, with zeroes where the file is not. */
export interface ChangedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface CommitFacts {
  readonly id: string;
  /** As the author wrote it; proves nothing. */
  readonly authorMail: string;
  readonly message: string;
}

/** The few questions that a review asks of a checkout. */
export interface Checkout {
  readonly top: string;
  commit(revision: string): Promise<string>;
  /** Where two lines of history parted. */
  forkPoint(base: string, head: string): Promise<string>;
  changes(from: string, to: string): Promise<readonly ChangedFile[]>;
  /** Changed lines by path, binary files included as text. */
  changedLines(from: string, to: string): Promise<ReadonlyMap<string, number>>;
  /** The commits after a fork point, the newest first. */
  commits(from: string, to: string): Promise<readonly CommitFacts[]>;
  /** The paths that a commit changed; of a merge those that it changed by itself. */
  touched(commit: string): Promise<readonly string[]>;
  rawCommit(id: string): Promise<Uint8Array>;
  /** The files in a folder of a commit, and in those below it. */
  filesIn(commit: string, folder: string): Promise<readonly string[]>;
  /** A file of a commit; undefined when it has none there. */
  file(commit: string, path: string): Promise<Uint8Array | undefined>;
}

const TIME_LIMIT_MS = 120_000;
const LARGEST_OUTPUT = 256 * 1024 * 1024;
const MOST_COMMITS = 5_000;
/** What is configured in a checkout may not change what a check sees. */
const SETTINGS = ["-c", "core.quotePath=false", "-c", "diff.renames=false", "-c", "core.useReplaceRefs=false"];
const PLAIN_DIFF = ["--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none", "--text", "-z"];

/** Opens the checkout that holds a directory. Throws INPUT_INVALID when there is none, TOOL_MISSING without git. */
export async function openCheckout(processes: ProcessRunner, directory: string): Promise<Checkout> {
  const run = async (argv: readonly string[], cwd: string, okExitCodes: readonly number[] = [0]) =>
    processes.run({
      argv: ["git", "--no-replace-objects", ...SETTINGS, ...argv],
      cwd,
      timeLimitMs: TIME_LIMIT_MS,
      maxOutputBytes: LARGEST_OUTPUT,
      okExitCodes,
    });
  const found = await run(["rev-parse", "--show-toplevel"], directory, [0, 128]);
  if (found.exitCode !== 0) throw new SamedayError("INPUT_INVALID", `${directory} is no git checkout.`);
  const top = text(found.stdout).replace(/\n$/, "");
  const words = async (argv: readonly string[]): Promise<string> => text((await run(argv, top)).stdout);

  return {
    top,
    async commit(revision) {
      const argv = ["rev-parse", "--quiet", "--verify", "--end-of-options", `${revision}^{commit}`];
      const answer = await run(argv, top, [0, 1, 128]);
      const id = text(answer.stdout).trim();
      if (!/^[0-9a-f]{40,64}$/.test(id))
        throw new SamedayError("INPUT_INVALID", `There is no commit "${revision}" here.`);
      return id;
    },
    async forkPoint(base, head) {
      const answer = await run(["merge-base", base, head], top, [0, 1]);
      const id = text(answer.stdout).trim();
      if (id !== "") return id;
      throw new SamedayError(
        "INPUT_INVALID",
        "Base and head have no common commit; fetch more of the history (a shallow clone has too little).",
      );
    },
    changes: async (from, to) =>
      parseRaw(await words(["diff-tree", "-r", "--raw", "--no-abbrev", ...PLAIN_DIFF, from, to])),
    changedLines: async (from, to) =>
      new Map(
        (await words(["diff-tree", "-r", "--numstat", ...PLAIN_DIFF, from, to])).split("\0").flatMap((line) => {
          const [, added, removed, path] = /^(\d+|-)\t(\d+|-)\t(.+)$/s.exec(line) ?? [];
          return path === undefined ? [] : [[path, count(added) + count(removed)] as const];
        }),
      ),
    async commits(from, to) {
      const argv = ["rev-list", "--no-commit-header", "--format=%H%x00%ae%x00%B%x00%x01", "--topo-order"];
      const listed = await words([...argv, `--max-count=${MOST_COMMITS + 1}`, to, `^${from}`]);
      const commits = listed.split("\0\x01\n").flatMap((entry) => {
        const [id = "", authorMail = "", ...message] = entry.split("\0");
        return id === "" ? [] : [{ id, authorMail, message: message.join("\0") }];
      });
      if (commits.length > MOST_COMMITS) {
        throw new SamedayError("INPUT_INVALID", `More than ${MOST_COMMITS} commits; name a nearer base.`);
      }
      return commits;
    },
    async touched(commit) {
      const argv = ["diff-tree", "-r", "-c", "--root", "--no-commit-id", "--name-only", "--no-renames", "-z", commit];
      return (await words(argv)).split("\0").filter((path) => path !== "");
    },
    rawCommit: async (id) => (await run(["cat-file", "commit", id], top)).stdout,
    async filesIn(commit, folder) {
      const argv = ["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, "--", `${folder}/`];
      return (await words(argv)).split("\0").filter((path) => path !== "");
    },
    async file(commit, path) {
      const answer = await run(["cat-file", "blob", `${commit}:${path}`], top, [0, 128]);
      return answer.exitCode === 0 ? answer.stdout : undefined;
    },
  };
}

/** `:100644 100755 BLOB BLOB M`, a zero byte, the path, a zero byte (git-diff-tree(1), "Raw output format"). */
function parseRaw(output: string): readonly ChangedFile[] {
  const parts = output.split("\0");
  const files: ChangedFile[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const [, modeBefore, modeAfter, before, after] =
      /^:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) [A-Z]/.exec(parts[index] ?? "") ?? [];
    if (before === undefined) throw new SamedayError("INTERNAL", "git wrote another form of changes than expected.");
    files.push({ path: parts[index + 1] ?? "", before: `${modeBefore}:${before}`, after: `${modeAfter}:${after}` });
  }
  return files;
}

function count(field: string | undefined): number {
  return field === undefined || field === "-" ? 0 : Number(field);
}

/** Paths are bytes; those that are not UTF-8 are compared by what stands in their place. */
function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}
