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
  const file = join(await gitDirectory(runner, directory), "sameday.lock");
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
    argv: ["flock", "--no-fork", "--wait", String(WAIT_S), "--conflict-exit-code", String(TAKEN), file, "yes"],
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
    return await Promise.race([settle(runner, directory).then(work), refused]);
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
