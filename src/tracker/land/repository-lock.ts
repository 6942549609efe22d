import { lstat, realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ProcessRunner, SamedayError, toSamedayError } from "../../kernel/index.ts";
import { createCheckout } from "./checkout.ts";
import { gitWords } from "./git-words.ts";

const WAIT_S = 180;
const LONGEST_MS = 15 * 60_000;
const SHORT_MS = 30_000;
/** EX_TEMPFAIL (sysexits.h): the lock is somebody else's. */
const TAKEN = 75;

/**
 * Does some work while nobody else does such work in the same git repository: whoever reads a file, changes it and writes it back
 * would otherwise undo what came between. The lock is flock(2)'s, held by a `yes` that nobody listens to: when this process
 * dies, however it dies, the pipe breaks and the kernel gives the lock back, so that none is ever left over. What somebody who was
 * killed behind a commit left in the work tree is brought along first: whoever reads files would write the old ones back.
 * Throws CONFLICT when others hold it for three minutes, INPUT_INVALID when the directory is no git checkout.
 */
export async function withRepositoryLock<T>(
  runner: ProcessRunner,
  directory: string,
  work: () => Promise<T>,
): Promise<T> {
  const repository = await gitDirectory(runner, directory);
  if (repository === undefined) throw new SamedayError("INPUT_INVALID", `${directory} is not a git checkout.`);
  return inRepository(runner, directory, repository, work);
}

/**
 * The same for data that git does not have to keep. Where it does not, the lock is on the directory itself, which flock(2) allows
 * and which leaves nothing behind. Throws CONFLICT as `withRepositoryLock`, INPUT_INVALID when there is no such directory or
 * git refuses to work in it.
 */
export async function withDataLock<T>(runner: ProcessRunner, directory: string, work: () => Promise<T>): Promise<T> {
  const there = await stat(directory).catch(() => undefined);
  // flock(1) would make a file of a path that is not there.
  if (!there?.isDirectory()) throw new SamedayError("INPUT_INVALID", `There is no directory ${directory}.`);
  const repository = await gitDirectory(runner, directory);
  if (repository === undefined) return holding(runner, directory, directory, work);
  return inRepository(runner, directory, repository, work);
}

function inRepository<T>(
  runner: ProcessRunner,
  directory: string,
  repository: string,
  work: () => Promise<T>,
): Promise<T> {
  return holding(runner, directory, join(repository, "sameday.lock"), () => settle(runner, directory).then(work));
}

/** `locked` is the file or directory that flock(1) locks. */
async function holding<T>(
  runner: ProcessRunner,
  directory: string,
  locked: string,
  work: () => Promise<T>,
): Promise<T> {
  const releasing = new AbortController();
  let acquired: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    acquired = resolve;
  });
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const holder = runner.run({
    argv: ["flock", "--no-fork", "--wait", String(WAIT_S), "--conflict-exit-code", String(TAKEN), locked, "yes"],
    timeLimitMs: LONGEST_MS,
    maxOutputBytes: Number.POSITIVE_INFINITY,
    okExitCodes: [TAKEN],
    measured: "until-first-word",
    signal: releasing.signal,
    output() {
      acquired();
      return released;
    },
  });
  const refused = holder.then(
    () => {
      throw new SamedayError("CONFLICT", `Somebody else has been editing ${directory} for minutes; try again.`);
    },
    (thrown: unknown) => {
      const said = gitWords(thrown);
      throw said === "" ? thrown : new SamedayError("INPUT_INVALID", `${directory} cannot be locked: ${said}`, thrown);
    },
  );
  try {
    await Promise.race([held, refused]);
    return await Promise.race([work(), refused]);
  } finally {
    releasing.abort();
    release();
    await holder.catch((error: unknown) => {
      if (toSamedayError(error).code !== "PROCESS_FAILED") throw error;
    });
  }
}

async function settle(runner: ProcessRunner, directory: string): Promise<void> {
  const checkout = createCheckout(runner, directory);
  const head = await checkout.head();
  if (head !== undefined) await checkout.settle(head);
}

/**
 * Where the repository of a directory is; undefined when there is none. Throws INPUT_INVALID when there is one in which git
 * refuses to work, because it is somebody else's or its files are broken: data that git keeps are not taken for data that it does not.
 */
export async function gitDirectory(runner: ProcessRunner, directory: string): Promise<string | undefined> {
  const argv = ["git", "-C", directory, "rev-parse", "--path-format=absolute", "--git-common-dir"] as const;
  try {
    const { stdout } = await runner.run({ argv, timeLimitMs: SHORT_MS });
    return Buffer.from(stdout).toString("utf8").replace(/\n$/, "");
  } catch (cause) {
    const said = gitWords(cause);
    // With "(or any of the parent directories)" or "(or any parent up to mount point …)"; else it names what is broken.
    if (!said.includes("not a git repository (or any")) {
      throw new SamedayError("INPUT_INVALID", whyRefused(directory, said), cause);
    }
    const broken = await brokenRepository(directory);
    if (broken === undefined) return undefined;
    throw new SamedayError("INPUT_INVALID", `git finds no repository in ${broken}, which has the files of one.`, cause);
  }
}

/** A repository whose HEAD is cut short, as a power cut leaves it, is none to git. */
async function brokenRepository(directory: string): Promise<string | undefined> {
  const real = await realpath(directory);
  for (let folder = real; ; folder = dirname(folder)) {
    const git = join(folder, ".git");
    if (await isThere(join(git, "HEAD"))) return git;
    if (folder === dirname(folder)) return undefined;
  }
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function whyRefused(directory: string, said: string): string {
  // Files with the names of a repository's are either somebody's slip, or an attack on whoever edits here.
  if (said.includes("safe.bareRepository")) {
    return `A commit put HEAD, objects and refs into ${directory}, which make a git repository of it; git is not asked there.`;
  }
  return `git refuses to work in ${directory}: ${said}`;
}
