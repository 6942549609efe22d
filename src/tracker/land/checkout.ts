import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Command, type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { createBehind } from "./behind.ts";
import { notMoved, withGitWords } from "./git-words.ts";
import { placeFile, removePartials } from "./place-file.ts";

/**
 * Files of one commit, and one more commit on top of it: all of them or none, whatever else happens in the checkout. Bytes are
 * bytes: git is never asked to look at a file of the work tree, because attributes in the data (gitattributes(5)) would have it
 * compare or keep something else, made by a program that they name.
 */
export interface Checkout {
  /** The commit that is checked out; undefined before the first. */
  head(): Promise<string | undefined>;
  /** Paths of all files, relative to the directory. */
  paths(commit: string): Promise<readonly string[]>;
  /** Paths that a commit changed. */
  changed(commit: string): Promise<readonly string[]>;
  messageOf(commit: string): Promise<string>;
  /** The file at a commit, by its path relative to the directory; undefined when it is not there. */
  file(commit: string, path: string): Promise<Uint8Array | undefined>;
  /** What stands in the directory itself. */
  inWorkTree(path: string): Promise<Uint8Array | undefined>;
  /**
   * Puts one commit on top of `parent` and moves the branch there, provided that it still stands at `parent`; then brings the
   * work tree along, as far as that can be: the commit stands also where a file cannot be written, and `settle` says so.
   * Throws CONFLICT when somebody else was first or a hook of git refuses it; nothing has changed then.
   */
  commit(parent: string | undefined, change: Change): Promise<string>;
  /** Brings files of the work tree from what `from` has to what `to` has; one that holds anything else is left alone. */
  follow(from: string | undefined, to: string, paths: readonly string[]): Promise<void>;
  /** Of these paths those that the work tree has otherwise, or cannot be read there. */
  behind(commit: string, paths: readonly string[]): Promise<readonly string[]>;
  /** Brings along what programs that were killed behind their commits left in the work tree as it was before. */
  settle(commit: string): Promise<void>;
  /** Of these paths those that somebody changed, in the work tree or in the index, and did not commit. Throws INPUT_INVALID for a link. */
  uncommitted(commit: string, paths: readonly string[]): Promise<readonly string[]>;
  /** Commits on the first-parent line that changed one of these paths, the newest first. */
  commitsOn(paths: readonly string[], most: number): Promise<readonly CommitOn[]>;
  /** Commits with these words in their messages, the oldest first. */
  commitsSaying(words: string): Promise<readonly string[]>;
  /** Paths whose present content an earlier commit had before it was changed. */
  putBack(folder: string): Promise<readonly string[]>;
}

export interface CommitOn {
  readonly commit: string;
  readonly author: string;
  readonly at: Date;
}

export interface Change {
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  /** Who makes the commit, where that is somebody else. */
  readonly committer?: { readonly name: string; readonly email: string };
  /** When it was made; git's own clock without it. */
  readonly at?: Date;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const TIME_LIMIT_MS = 120_000;
const LARGEST_OUTPUT = 1 << 28;
/** Whoever looks at `git status` holds the index for a moment, and an editor does so all the time. */
const INDEX_TRIES = 6;
const INDEX_PAUSE_MS = 100;

export function createCheckout(processes: ProcessRunner, directory: string): Checkout {
  const run = async (words: readonly string[], more: Partial<Command> = {}) => {
    const argv = ["git", "-C", directory, ...words] as const;
    const running = processes.run({ argv, timeLimitMs: TIME_LIMIT_MS, maxOutputBytes: LARGEST_OUTPUT, ...more });
    return running.catch((thrown: unknown) => {
      throw withGitWords(thrown, directory);
    });
  };
  const text = async (words: readonly string[], more: Partial<Command> = {}): Promise<string> =>
    Buffer.from((await run(words, more)).stdout)
      .toString("utf8")
      .trim();
  const ask = async (words: readonly string[]): Promise<string | undefined> =>
    (await text(words, { okExitCodes: [0, 1, 128] })) || undefined;

  /** Where the directory lies in its repository: `data/`, or nothing. */
  const prefix = (): Promise<string> =>
    text(["rev-parse", "--show-prefix"]).catch((cause) => {
      throw new SamedayError("INPUT_INVALID", `${directory} is not a git checkout.`, cause);
    });

  const gitDirectory = (): Promise<string> => text(["rev-parse", "--absolute-git-dir"]);
  const notes = createBehind(gitDirectory);

  /** Whether the index has a path as it was before or after its last commit: anything else was put there by somebody. */
  const leftBehind = async (path: string, last: string): Promise<boolean> => {
    const blobs = ["", `${last}^`, last].map((tree) => ask(["rev-parse", "--quiet", "--verify", `${tree}:./${path}`]));
    const [staged, before, after] = await Promise.all(blobs);
    return staged === before || staged === after;
  };

  /** `git add` without what the data's .gitattributes would make of the bytes: other line ends, another program's output. */
  const toIndex = async (commit: string, path: string): Promise<void> => {
    const [mode, , object] = (await text(["ls-tree", "-z", commit, "--", path])).split(/[ \t]/);
    const entry = `${mode},${object},${await prefix()}${path}`;
    const words = [...(await withoutFilters()), "update-index", "--add", "--cacheinfo", entry];
    for (let tries = 1; ; tries += 1) {
      try {
        await run(words);
        return;
      } catch (error) {
        if (tries === INDEX_TRIES) throw error;
        await setTimeout(INDEX_PAUSE_MS);
      }
    }
  };

  /** Rights as git keeps them. Throws INPUT_INVALID for a link, whose bytes are a path: an edit would make a list of it. */
  const modeOf = async (parent: string | undefined, path: string): Promise<string> => {
    const entry = parent === undefined ? "" : await text(["ls-tree", "-z", parent, "--", path]);
    const mode = entry.split(" ")[0] ?? "";
    if (mode !== "" && !mode.startsWith("100")) {
      throw new SamedayError("INPUT_INVALID", `${path} in ${directory} is no file but a link; edit what it leads to.`);
    }
    return mode === "" ? "100644" : mode;
  };

  /** Whether the work tree and the index have the file as `to` has it, or as somebody changed it. */
  const bring = async (from: string | undefined, to: string, path: string): Promise<boolean> => {
    const before = from === undefined ? undefined : await checkout.file(from, path);
    const after = await checkout.file(to, path);
    const there = await readIfThere(join(directory, path));
    if (after === undefined) return true;
    if (same(there, before)) await placeFile(join(directory, path), after);
    else if (!same(there, after)) return true;
    // Where another git holds the index, it lags behind until the next `settle`; the commit stands all the same.
    return toIndex(to, path).then(
      () => true,
      () => false,
    );
  };

  /** Brings along one commit of ours, as far as nobody has committed over it; true when there is nothing left to do. */
  const settleOne = async (noted: string, commit: string): Promise<boolean> => {
    const words = ["merge-base", "--is-ancestor", noted, commit];
    const { exitCode } = await run(words, { okExitCodes: [0, 1, 128] });
    // The branch was never moved to it, or is no longer there.
    if (exitCode !== 0) return true;
    const staged = ["diff-index", "--cached", "-z", "--name-only", "--no-renames", "--relative", commit, "--"];
    const changed = await checkout.changed(noted);
    // It is of another folder of the repository, which has its own turn.
    if (changed.length === 0) return false;
    await Promise.all(changed.map((path) => removePartials(join(directory, path))));
    let whole = true;
    for (const path of (await text([...staged, ...changed])).split("\0").filter((one) => one !== "")) {
      const last = await text(["log", "-1", "--format=%H", "--no-show-signature", commit, "--", path]);
      if (last !== "" && (await leftBehind(path, last))) whole = (await bring(`${last}^`, commit, path)) && whole;
    }
    return whole;
  };

  /** Whoever writes the index looks once more at files that changed just now, through the filter that attributes name. */
  const withoutFilters = async (): Promise<readonly string[]> => {
    const form = "^filter\\..*\\.(clean|smudge|process|required)$";
    const set = (await ask(["config", "-z", "--name-only", "--get-regexp", form])) ?? "";
    const names = [...new Set(set.split("\0"))].filter((name) => name !== "");
    return names.flatMap((name) => ["-c", name.endsWith(".required") ? `${name}=false` : `${name}=`]);
  };

  const checkout: Checkout = {
    async head() {
      await prefix();
      return ask(["rev-parse", "--quiet", "--verify", "HEAD^{commit}"]);
    },
    async paths(commit) {
      const listed = await text(["ls-tree", "-r", "-z", "--name-only", "--full-tree", `${commit}:${await prefix()}`]);
      return listed.split("\0").filter((path) => path !== "");
    },
    async changed(commit) {
      const words = ["diff-tree", "-r", "-z", "--root", "--no-commit-id", "--no-renames", "--name-only", "--relative"];
      return (await text([...words, commit])).split("\0").filter((path) => path !== "");
    },
    messageOf: (commit) => text(["log", "-1", "--format=%B", "--no-show-signature", commit]),
    async file(commit, path) {
      const { exitCode, stdout } = await run(["cat-file", "blob", `${commit}:${await prefix()}${path}`], {
        okExitCodes: [0, 128],
      });
      return exitCode === 0 ? stdout : undefined;
    },
    inWorkTree: (path) => readIfThere(join(directory, path)),
    async commit(parent, { message, author, committer = author, at, files }) {
      const below = await prefix();
      const index = join(await gitDirectory(), `sameday-${process.pid}.index`);
      const apart = { env: { GIT_INDEX_FILE: index } };
      const removeIndex = () => Promise.all([index, `${index}.lock`].map((file) => rm(file, { force: true })));
      try {
        // Of a process of the same number, which was killed.
        await removeIndex();
        await run(parent === undefined ? ["read-tree", "--empty"] : ["read-tree", parent], apart);
        for (const [path, bytes] of files) {
          const blob = await text(["hash-object", "-w", "--no-filters", "--stdin"], { input: bytes });
          const mode = await modeOf(parent, path);
          await run(["update-index", "--add", "--cacheinfo", `${mode},${blob},${below}${path}`], apart);
        }
        const tree = await text(["write-tree"], apart);
        const { name, email } = committer;
        const who = { GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.email };
        const signs = (await ask(["config", "--type=bool", "--get", "commit.gpgsign"])) === "true";
        const words = ["commit-tree", ...(signs ? ["-S"] : []), ...(parent ? ["-p", parent] : []), "-F", "-", tree];
        const when = at === undefined ? {} : { GIT_AUTHOR_DATE: gitDate(at), GIT_COMMITTER_DATE: gitDate(at) };
        const commit = await text(["-c", `user.name=${name}`, "-c", `user.email=${email}`, ...words], {
          input: `${message}\n`,
          env: { ...who, ...when },
        });
        const reason = message.split("\n")[0] ?? "";
        await notes.note(commit);
        await run(["update-ref", "-m", `commit: ${reason}`, "HEAD", commit, parent ?? ""]).catch(async (cause) => {
          await notes.forget(commit);
          throw notMoved(directory, cause);
        });
        const brought = [];
        for (const path of files.keys()) brought.push(await bring(parent, commit, path).catch(() => false));
        if (!brought.includes(false)) await notes.forget(commit);
        return commit;
      } finally {
        await removeIndex();
      }
    },
    async follow(from, to, paths) {
      for (const path of paths) await bring(from, to, path);
    },
    async behind(commit, paths) {
      const found: string[] = [];
      for (const path of paths) {
        const there = await readIfThere(join(directory, path)).catch(() => undefined);
        if (!same(there, await checkout.file(commit, path))) found.push(path);
      }
      return found;
    },
    async settle(commit) {
      for (const noted of await notes.noted()) if (await settleOne(noted, commit)) await notes.forget(noted);
    },
    async uncommitted(commit, paths) {
      const found: string[] = [];
      for (const path of paths) {
        await modeOf(commit, path);
        const words = ["diff-index", "--cached", "--quiet", commit, "--", path];
        const staged = (await run(words, { okExitCodes: [0, 1] })).exitCode === 1;
        const there = await readIfThere(join(directory, path));
        if (staged || !same(there, await checkout.file(commit, path))) found.push(path);
      }
      return found;
    },
    async commitsOn(paths, most) {
      const words = ["log", `-${most}`, "--first-parent", "--no-show-signature", "--format=%H%x00%cI%x00%an", "HEAD"];
      const log = await text([...words, "--", ...paths]);
      return log.split("\n").flatMap((line) => {
        const [commit = "", at = "", author = ""] = line.split("\0");
        return commit === "" ? [] : [{ commit, author, at: new Date(at) }];
      });
    },
    async commitsSaying(words) {
      const search = ["log", "--reverse", "--fixed-strings", `--grep=${words}`, "--format=%H", "--no-show-signature"];
      return ((await ask([...search, "HEAD"])) ?? "").split("\n").filter((commit) => commit !== "");
    },
    async putBack(folder) {
      const words = ["log", "--reverse", "--no-renames", "--raw", "--no-abbrev", "--format=", "-m", "--first-parent"];
      const log = await text([...words, "--relative", "HEAD", "--", folder]);
      const seen = new Map<string, string[]>();
      for (const line of log.split("\n")) {
        const [, blob, path] = /^:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) [A-Z]\d*\t(.+)$/.exec(line) ?? [];
        if (blob !== undefined && path !== undefined) seen.set(path, [...(seen.get(path) ?? []), blob]);
      }
      return [...seen].flatMap(([path, blobs]) => (blobs.slice(0, -1).includes(blobs.at(-1) ?? "") ? [path] : []));
    },
  };
  return checkout;
}

/** Seconds since 1970, in UTC (git-commit-tree(1), "Date formats"). */
function gitDate(at: Date): string {
  return `@${Math.floor(at.getTime() / 1000)} +0000`;
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new SamedayError("INPUT_INVALID", `${path} cannot be read.`, error);
  });
}

export function same(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;
}
