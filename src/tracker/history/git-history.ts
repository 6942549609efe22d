import { type Command, type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { isLayerFile } from "../layers/which-files.ts";
import { timesInOrder } from "./times.ts";

const TIME_LIMIT_MS = 3_600_000;
const NO_LIMIT = Number.MAX_SAFE_INTEGER;
const GONE = /^0+$/;
const RAW = /^:\d+ (\d+) [0-9a-f]+ ([0-9a-f]+) [A-Z]\d*\t(.+)$/;

/** Git objects by the path of the layer's file. */
export type Tree = ReadonlyMap<string, string>;

/** A commit of the first-parent line that touches the layer's files. */
export interface DataCommit {
  readonly commit: string;
  readonly authored: Date;
  readonly committed: Date;
  readonly author: string;
  /** The object that each touched file has from now on; undefined when it is gone. */
  readonly changes: ReadonlyMap<string, string | undefined>;
}

/** Reads the history of one data directory, which is a git checkout or a folder of one. Its work tree is never looked at. */
export interface GitHistory {
  /** The commits after `after`, oldest first; all when it is undefined. */
  commits(after?: string): Promise<readonly DataCommit[]>;
  /** Whether a commit is on the first-parent line of what is checked out. */
  isOnLine(commit: string): Promise<boolean>;
  /** When each commit of the first-parent line after `after` took effect, oldest first: see `timesInOrder`. */
  times(now: Date, after?: string): Promise<ReadonlyMap<string, Date>>;
  /** The last commit of the first-parent line that took effect before an instant. */
  commitBefore(at: Date, now: Date): Promise<string | undefined>;
  /** The commit that a name stands for, and when it took effect; undefined when there is none. */
  find(revision: string, now: Date): Promise<{ readonly commit: string; readonly time: Date } | undefined>;
  /** What is checked out; undefined before the first commit. */
  head(): Promise<string | undefined>;
  tree(commit: string): Promise<Tree>;
  /** Hands over objects in the order asked for, each after the last was dealt with. */
  blobs(objects: readonly string[], take: (bytes: Uint8Array) => Promise<void> | void): Promise<void>;
}

export function createGitHistory(runner: ProcessRunner, directory: string): GitHistory {
  const git = async (words: readonly string[], more: Partial<Command> = {}): Promise<string> => {
    const { stdout } = await runner.run(gitCommand(directory, words, more));
    return Buffer.from(stdout).toString("latin1");
  };
  const wrapped = async <T>(work: Promise<T>): Promise<T> =>
    work.catch((error) => {
      if (error instanceof SamedayError && error.code !== "PROCESS_FAILED") throw error;
      throw new SamedayError("INPUT_INVALID", `${directory} is not a git checkout whose history can be read.`, error);
    });
  const verified = async (revision: string): Promise<string | undefined> => {
    const words = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
    const { exitCode, stdout } = await wrapped(
      runner.run({ ...gitCommand(directory, words, {}), okExitCodes: [0, 1] }),
    );
    return exitCode === 0 ? Buffer.from(stdout).toString("latin1").trim() : undefined;
  };
  const times = async (now: Date, after?: string): Promise<ReadonlyMap<string, Date>> => {
    const range = after === undefined ? "HEAD" : `${after}..HEAD`;
    const listed = await wrapped(git(["rev-list", "--first-parent", "--reverse", "--timestamp", range]));
    const lines = listed.split("\n").filter((line) => line !== "");
    const dates = lines.map((line) => dateOf(line.slice(0, line.indexOf(" "))));
    const found = timesInOrder(dates, now);
    return new Map(lines.map((line, at) => [line.slice(line.indexOf(" ") + 1), found[at] as Date]));
  };
  return {
    head: () => verified("HEAD"),
    times,
    async find(revision, now) {
      // Of several lines or options nothing can be named.
      const commit = /^-|[\0\n]/.test(revision) ? undefined : await verified(revision);
      if (commit === undefined) return undefined;
      const onLine = (await times(now)).get(commit);
      if (onLine) return { commit, time: onLine };
      const date = dateOf(await wrapped(git(["log", "-1", "--no-show-signature", "--format=%ct", commit])));
      return { commit, time: date > now ? now : date };
    },
    async commits(after) {
      const range = after === undefined ? "HEAD" : `${after}..HEAD`;
      const words = [
        "log",
        "--first-parent",
        "--reverse",
        "--no-show-signature",
        "--no-color",
        "--format=%H %at %ct %an",
      ];
      const diff = ["--raw", "--no-abbrev", "--no-renames", "--diff-merges=first-parent", "--relative"];
      return readCommits(await wrapped(git([...words, ...diff, range, "--", "."])));
    },
    async isOnLine(commit) {
      // Everything that a commit reaches is left out, so that the oldest one left must stand upon it.
      const known = await runner.run({
        ...gitCommand(directory, ["rev-list", "--first-parent", "--parents", `${commit}..HEAD`], {}),
        okExitCodes: [0, 128],
      });
      if (known.exitCode !== 0) return false;
      const oldest = Buffer.from(known.stdout).toString("latin1").trim().split("\n").at(-1) ?? "";
      if (oldest !== "") return oldest.split(" ")[1] === commit;
      return (await wrapped(git(["rev-parse", "HEAD"]))).trim() === commit;
    },
    async commitBefore(at, now) {
      let last: string | undefined;
      for (const [commit, time] of await times(now)) {
        if (time >= at) break;
        last = commit;
      }
      return last;
    },
    async tree(commit) {
      const tree = new Map<string, string>();
      for (const line of (await wrapped(git(["ls-tree", "-r", commit, "--", "."]))).split("\n")) {
        const [mode, type, object, path] = line.split(/[ \t]/);
        if (type === "blob" && mode !== "120000" && path && object && isLayerFile(path)) tree.set(path, object);
      }
      return tree;
    },
    async blobs(objects, take) {
      if (objects.length === 0) return;
      const reader = createBlobReader(take);
      await wrapped(git(["cat-file", "--batch", "--buffer"], { input: `${objects.join("\n")}\n`, output: reader.add }));
      if ((await reader.finish()) !== objects.length) {
        throw new SamedayError("INPUT_INVALID", `Git could not read an object of ${directory}.`);
      }
    },
  };
}

function gitCommand(directory: string, words: readonly string[], more: Partial<Command>): Command {
  const settings = [
    "core.deltaBaseCacheLimit=256m",
    "core.quotePath=true",
    "log.showRoot=true",
    "core.fsmonitor=false",
    "i18n.logOutputEncoding=UTF-8",
    // Whoever derives may be another user than who edits; nothing that a repository's settings name is run here.
    "safe.directory=*",
  ];
  return {
    argv: ["git", ...settings.flatMap((setting) => ["-c", setting]), ...words],
    cwd: directory,
    env: { GIT_NO_REPLACE_OBJECTS: "1", GIT_NO_LAZY_FETCH: "1", GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" },
    timeLimitMs: TIME_LIMIT_MS,
    maxOutputBytes: NO_LIMIT,
    ...more,
  };
}

/** The last second of the year 9999. */
const LAST_SECOND = 253_402_300_799;

/** Whoever commits writes any number as the date; one that no calendar has counts for nothing, so that the time before it holds on. */
function dateOf(seconds: string | undefined): Date {
  const number = Number(seconds);
  return new Date(number >= 0 && number <= LAST_SECOND ? number * 1000 : 0);
}

function readCommits(text: string): readonly DataCommit[] {
  const commits: (DataCommit & { readonly changes: Map<string, string | undefined> })[] = [];
  for (const line of text.split("\n")) {
    const raw = RAW.exec(line);
    if (raw) {
      const [, mode = "", object = "", path = ""] = raw;
      const gone = GONE.test(object) || !mode.startsWith("100");
      if (isLayerFile(path)) commits.at(-1)?.changes.set(path, gone ? undefined : object);
    } else if (line !== "") {
      const [, commit = "", authored, committed, author = ""] = /^(\S+) (\S+) (\S+) (.*)$/.exec(line) ?? [];
      const name = Buffer.from(author, "latin1").toString("utf8").replace(/\p{C}/gu, " ").trim();
      commits.push({
        commit,
        authored: dateOf(authored),
        committed: dateOf(committed),
        author: name,
        changes: new Map(),
      });
    }
  }
  return commits.filter(({ changes }) => changes.size > 0);
}

/** Cuts the answer of `git cat-file --batch` into objects: `OBJECT blob SIZE`, a newline, the bytes, a newline. */
function createBlobReader(take: (bytes: Uint8Array) => Promise<void> | void) {
  let head = "";
  let body: Buffer | undefined;
  let filled = 0;
  let done = 0;
  const add = async (chunk: Uint8Array): Promise<void> => {
    for (let at = 0; at < chunk.length; ) {
      if (body === undefined) {
        const newline = chunk.indexOf(10, at);
        head += Buffer.from(chunk.subarray(at, newline < 0 ? chunk.length : newline)).toString("latin1");
        if (newline < 0) return;
        at = newline + 1;
        const size = /^[0-9a-f]+ blob (\d+)$/.exec(head)?.[1];
        if (size === undefined) throw new SamedayError("INPUT_INVALID", `Git has no file ${head}.`);
        body = Buffer.allocUnsafeSlow(Number(size) + 1);
        filled = 0;
        head = "";
      }
      const part = chunk.subarray(at, at + body.length - filled);
      body.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < body.length) continue;
      const whole = body.subarray(0, -1);
      body = undefined;
      done += 1;
      await take(whole);
    }
  };
  // A piece may come while the one before it is still dealt with: they are taken in turn.
  let turn: Promise<void> = Promise.resolve();
  return {
    add(chunk: Uint8Array): Promise<void> {
      turn = turn.then(() => add(chunk));
      return turn;
    },
    /** Waits for the last piece: git may have ended before it was dealt with. Tells how many objects came. */
    finish: (): Promise<number> => turn.then(() => done),
  };
}
