import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type ProcessRunner, SamedayError, toSamedayError } from "../../kernel/index.ts";
import { createCheckout } from "./checkout.ts";

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
  return inRepository(runner, directory, await gitDirectory(runner, directory), work);
}

/**
 * The same for data that git does not have to keep. Where it does not, the lock is on the directory itself, which flock(2) allows
 * and which leaves nothing behind. Throws CONFLICT as `withRepositoryLock`, INPUT_INVALID when there is no such directory.
 */
export async function withDataLock<T>(runner: ProcessRunner, directory: string, work: () => Promise<T>): Promise<T> {
  const there = await stat(directory).catch(() => undefined);
  // flock(1) would make a file of a path that is not there.
  if (!there?.isDirectory()) throw new SamedayError("INPUT_INVALID", `There is no directory ${directory}.`);
  const repository = await gitDirectory(runner, directory).catch(() => undefined);
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
  const refused = holder.then(() => {
    throw new SamedayError("CONFLICT", `Somebody else has been editing ${directory} for minutes; try again.`);
  });
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

async function gitDirectory(runner: ProcessRunner, directory: string): Promise<string> {
  const argv = ["git", "-C", directory, "rev-parse", "--path-format=absolute", "--git-common-dir"] as const;
  const { stdout } = await runner.run({ argv, timeLimitMs: SHORT_MS }).catch((cause) => {
    throw new SamedayError("INPUT_INVALID", whyNotCheckout(directory, cause), cause);
  });
  return Buffer.from(stdout).toString("utf8").trim();
}

/** Files with the names of a repository's are either somebody's slip, or an attack on whoever edits here. */
function whyNotCheckout(directory: string, cause: unknown): string {
  const said = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : "";
  if (!said.includes("safe.bareRepository")) return `${directory} is not a git checkout.`;
  return `A commit put HEAD, objects and refs into ${directory}, which make a git repository of it; git is not asked there.`;
}
