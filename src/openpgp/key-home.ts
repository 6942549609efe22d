import { realpath, symlink } from "node:fs/promises";
import { join } from "node:path";
import type { ProcessRunner } from "../kernel/index.ts";
import { withScratchDirectory } from "./scratch.ts";

/** The last use of each home: two agents over one home would stop each other's work. */
const lastUse = new Map<string, Promise<unknown>>();

/**
 * Lends a GNUPGHOME under a short path (an agent's socket path may have 107 bytes) and stops the agent that gpg started there.
 * An agent that ran before is somebody's own and stays. Uses of one home within the process wait for each other.
 */
export async function withKeyHome<T>(
  runner: ProcessRunner,
  home: string,
  use: (shortHome: string) => Promise<T>,
): Promise<T> {
  const real = await realpath(home);
  const turn = (lastUse.get(real) ?? Promise.resolve()).then(
    () => useHome(runner, real, use),
    () => useHome(runner, real, use),
  );
  lastUse.set(real, turn);
  try {
    return await turn;
  } finally {
    if (lastUse.get(real) === turn) lastUse.delete(real);
  }
}

function useHome<T>(runner: ProcessRunner, home: string, use: (shortHome: string) => Promise<T>): Promise<T> {
  return withScratchDirectory(async (scratch) => {
    const short = join(scratch, "h");
    await symlink(home, short);
    const before = await runningAgent(runner, short);
    try {
      return await use(short);
    } finally {
      // Also one that came in place of another's that was stopped meanwhile: it goes by the short path, which goes now, and
      // would answer for the home from then on without finding a key in it.
      const after = await runningAgent(runner, short);
      if (after !== before) await killDaemons(runner, short);
    }
  });
}

/** Ends agents that a killed process left behind in a home that is ours alone; call it before the home is used. */
export async function stopAgents(runner: ProcessRunner, home: string): Promise<void> {
  await withScratchDirectory(async (scratch) => {
    const short = join(scratch, "h");
    await symlink(await realpath(home), short);
    await killDaemons(runner, short);
  });
}

async function killDaemons(runner: ProcessRunner, home: string): Promise<void> {
  await runner.run({ argv: ["gpgconf", "--homedir", home, "--kill", "all"], timeLimitMs: 30_000 });
}

/** The process number of the agent that answers for a home; empty when none does. */
async function runningAgent(runner: ProcessRunner, home: string): Promise<string> {
  const answer = await runner.run({
    argv: ["gpg-connect-agent", "--homedir", home, "--no-autostart", "getinfo pid", "/bye"],
    timeLimitMs: 30_000,
    okExitCodes: [0, 1, 2],
  });
  return /^D (\d+)$/m.exec(Buffer.from(answer.stdout).toString("latin1"))?.[1] ?? "";
}
