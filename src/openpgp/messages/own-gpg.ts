import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Finished, type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { killDaemons } from "../key-home.ts";
import { withSecretScratch } from "../scratch.ts";
import { parseStatus } from "../status.ts";

/** For a process that starts an agent, on a machine that is busy; what a hostile message can cost is far below. */
const TIME_LIMIT_MS = 20_000;

/** Runs gpg over keys of ours, with its status lines in standard error. Throws without a word of what gpg said. */
export type OwnGpg = (
  action: readonly string[],
  input: Uint8Array,
  okExitCodes: readonly number[],
) => Promise<Finished>;

/** The last use, so that hostile messages cannot start many processes at once. */
let lastUse: Promise<unknown> = Promise.resolve();

/**
 * Lends gpg with these secret keys. They stand in a home of their own, in memory where the machine has that, while it runs;
 * keys travel through pipes. Throws TOOL_MISSING, PROCESS_TIMED_OUT or PROCESS_FAILED.
 */
export function withOwnGpg<T>(
  runner: ProcessRunner,
  secretKeys: readonly Uint8Array[],
  use: (gpg: OwnGpg) => Promise<T>,
): Promise<T> {
  const turn = lastUse.catch(() => undefined).then(() => inOwnHome(runner, secretKeys, use));
  lastUse = turn;
  return turn;
}

function inOwnHome<T>(
  runner: ProcessRunner,
  secretKeys: readonly Uint8Array[],
  use: (gpg: OwnGpg) => Promise<T>,
): Promise<T> {
  return withSecretScratch(async (home) => {
    const gpg: OwnGpg = (action, input, okExitCodes) => run(runner, home, action, input, okExitCodes);
    try {
      // Hidden recipients make an agent try every key that it can reach: a card in this machine is nobody's business.
      await writeFile(join(home, "gpg-agent.conf"), "disable-scdaemon\n");
      for (const key of secretKeys) await importKey(gpg, key);
      return await use(gpg);
    } finally {
      await killDaemons(runner, home);
    }
  });
}

async function importKey(gpg: OwnGpg, key: Uint8Array): Promise<void> {
  const { stderr } = await gpg(["--import", "-"], key, [0, 1, 2]);
  if (!parseStatus(stderr).some(({ keyword }) => keyword === "IMPORT_OK")) {
    throw new SamedayError("PROCESS_FAILED", "gpg could not read a secret key of ours.");
  }
}

function run(
  runner: ProcessRunner,
  home: string,
  action: readonly string[],
  input: Uint8Array,
  okExitCodes: readonly number[],
): Promise<Finished> {
  const options = ["--no-options", "--batch", "--no-tty", "--homedir", home, "--pinentry-mode", "error"];
  const running = runner.run({
    argv: ["gpg", ...options, "--no-auto-check-trustdb", "--status-fd", "2", ...action],
    input,
    timeLimitMs: TIME_LIMIT_MS,
    okExitCodes,
  });
  return running.catch((thrown: unknown) => {
    // What gpg said may hold a session key: it must not travel on as a cause.
    const code = thrown instanceof SamedayError ? thrown.code : "PROCESS_FAILED";
    throw new SamedayError(code, "gpg could not be used with a key of ours.");
  });
}
