import { mkdir, readdir, realpath, symlink } from "node:fs/promises";
import { join } from "node:path";
import type { ProcessRunner } from "../kernel/index.ts";
import { withScratchDirectory } from "./scratch.ts";

/** Somebody's own GNUPGHOME, and where its agent may ask them for a passphrase. */
export interface OwnKeyring {
  readonly home: string;
  /** Environment by which gpg's pinentry finds the person's terminal or desktop. */
  readonly asking: Readonly<Record<string, string>>;
}

/** What gpg and its agent make anew in each home: sockets, locks, and the seed that is written at every use. */
const OF_ONE_HOME = /^(?:S\.|\.#|random_seed$)|\.lock$/;

/** The last change of each home: gpg's locks do not hold across two names of one home. */
const lastChange = new Map<string, Promise<unknown>>();

/**
 * Lends a GNUPGHOME whose keys are used and not changed. Where an agent answers for it, that one serves: it is somebody's own
 * and knows their passphrases and their card. Otherwise an agent of its own starts over links to the home's files and ends
 * with this use, so that processes that use one home at once do not stop each other's.
 */
export async function withKeysOf<T>(
  runner: ProcessRunner,
  home: string,
  use: (lentHome: string) => Promise<T>,
): Promise<T> {
  const real = await realpath(home);
  await lastChange.get(real)?.catch(() => undefined);
  if (await agentAnswers(runner, real)) return use(real);
  return withScratchDirectory(async (scratch) => {
    const own = join(scratch, "h");
    await mkdir(own, { mode: 0o700 });
    const names = (await readdir(real)).filter((name) => !OF_ONE_HOME.test(name));
    for (const name of names) await symlink(join(real, name), join(own, name));
    try {
      return await use(own);
    } finally {
      await killDaemons(runner, own);
    }
  });
}

/**
 * Lends a GNUPGHOME of ours in which keys are made or removed, under a short path (an agent's socket path may have 107 bytes),
 * and ends every agent over it. Changes of one home within the process wait for each other.
 */
export async function withHomeToChange<T>(
  runner: ProcessRunner,
  home: string,
  use: (shortHome: string) => Promise<T>,
): Promise<T> {
  const real = await realpath(home);
  const before = lastChange.get(real) ?? Promise.resolve();
  const turn = before.catch(() => undefined).then(() => underShortName(runner, real, use));
  lastChange.set(real, turn);
  try {
    return await turn;
  } finally {
    if (lastChange.get(real) === turn) lastChange.delete(real);
  }
}

/** Ends agents that a killed process left behind in a home that is ours alone; call it before the home is used. */
export async function stopAgents(runner: ProcessRunner, home: string): Promise<void> {
  await underShortName(runner, await realpath(home), () => Promise.resolve());
}

function underShortName<T>(runner: ProcessRunner, home: string, use: (short: string) => Promise<T>): Promise<T> {
  return withScratchDirectory(async (scratch) => {
    const short = join(scratch, "h");
    await symlink(home, short);
    try {
      return await use(short);
    } finally {
      await killDaemons(runner, short);
    }
  });
}

/** Ends every process of GnuPG's that serves this home. */
export async function killDaemons(runner: ProcessRunner, home: string): Promise<void> {
  await runner.run({ argv: ["gpgconf", "--homedir", home, "--kill", "all"], timeLimitMs: 30_000 });
}

async function agentAnswers(runner: ProcessRunner, home: string): Promise<boolean> {
  const { stdout } = await runner.run({
    argv: ["gpg-connect-agent", "--homedir", home, "--no-autostart", "getinfo pid", "/bye"],
    timeLimitMs: 30_000,
    okExitCodes: [0, 1, 2],
  });
  return /^D \d+$/m.test(Buffer.from(stdout).toString("latin1"));
}
