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
    const ours = !(await agentRuns(runner, short));
    try {
      return await use(short);
    } finally {
      if (ours) await killDaemons(runner, short);
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

async function agentRuns(runner: ProcessRunner, home: string): Promise<boolean> {
  const answer = await runner.run({
    argv: ["gpg-connect-agent", "--homedir", home, "--no-autostart", "/bye"],
    timeLimitMs: 30_000,
    okExitCodes: [0, 1, 2],
  });
  return answer.exitCode === 0 && !answer.stderr.includes("no gpg-agent running");
}
