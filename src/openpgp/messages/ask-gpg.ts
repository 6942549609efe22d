import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { killDaemons } from "../key-home.ts";
import { withSecretScratch } from "../scratch.ts";
import { parseStatus } from "../status.ts";
import type { GpgSessionKey } from "./protocol.ts";

/** For a process that starts an agent, on a machine that is busy; what a hostile message can cost is far below. */
const TIME_LIMIT_MS = 20_000;
const OWN_ANSWERS = [0, 1, 2];

/**
 * A data packet with nothing in it (RFC 9580, 5.13.1): gpg tells the session key when it comes to the data, and then finds
 * that they are none. So neither a large message nor what it unpacks to ever reaches gpg.
 */
const NO_DATA = Buffer.concat([Buffer.of(0xd2, 41, 1), Buffer.alloc(40)]);

/** The last use, so that hostile messages cannot start many processes at once. */
let lastUse: Promise<unknown> = Promise.resolve();

/**
 * The session key that gpg takes out of one of the packets with one of the secret keys; undefined when none of them opens
 * it. The keys stand in a home of their own, in memory where the machine has that, while gpg runs; keys and session key
 * travel through pipes. Throws TOOL_MISSING, PROCESS_TIMED_OUT or PROCESS_FAILED, without what gpg said.
 */
export function sessionKeyByGpg(
  runner: ProcessRunner,
  secretKeys: readonly Uint8Array[],
  packets: readonly Uint8Array[],
): Promise<GpgSessionKey | undefined> {
  const turn = lastUse.catch(() => undefined).then(() => inOwnHome(runner, secretKeys, packets));
  lastUse = turn;
  return turn;
}

function inOwnHome(
  runner: ProcessRunner,
  secretKeys: readonly Uint8Array[],
  packets: readonly Uint8Array[],
): Promise<GpgSessionKey | undefined> {
  return withSecretScratch(async (home) => {
    try {
      // Hidden recipients make an agent try every key that it can reach: a card in this machine is nobody's business.
      await writeFile(join(home, "gpg-agent.conf"), "disable-scdaemon\n");
      for (const key of secretKeys) await importKey(runner, home, key);
      const input = Buffer.concat([...packets, NO_DATA]);
      return readSessionKey(await gpg(runner, home, ["--show-session-key", "--output", "-", "--decrypt", "-"], input));
    } finally {
      await killDaemons(runner, home);
    }
  });
}

async function importKey(runner: ProcessRunner, home: string, key: Uint8Array): Promise<void> {
  const status = parseStatus(await gpg(runner, home, ["--import", "-"], key));
  if (!status.some(({ keyword }) => keyword === "IMPORT_OK")) {
    throw new SamedayError("PROCESS_FAILED", "gpg could not read a secret key of ours.");
  }
}

async function gpg(runner: ProcessRunner, home: string, action: readonly string[], input: Uint8Array): Promise<string> {
  const options = ["--no-options", "--batch", "--no-tty", "--homedir", home, "--pinentry-mode", "error"];
  const running = runner.run({
    argv: ["gpg", ...options, "--no-auto-check-trustdb", "--status-fd", "2", ...action],
    input,
    timeLimitMs: TIME_LIMIT_MS,
    okExitCodes: OWN_ANSWERS,
  });
  const { stderr } = await running.catch((thrown: unknown) => {
    // What gpg said may hold the session key: it must not travel on as a cause.
    const code = thrown instanceof SamedayError ? thrown.code : "PROCESS_FAILED";
    throw new SamedayError(code, "gpg could not be used to open a message.");
  });
  return stderr;
}

/** `SESSION_KEY 9:HEX` and `DECRYPTION_KEY SUBKEY PRIMARY TRUST` (`doc/DETAILS` in GnuPG's source). */
function readSessionKey(stderr: string): GpgSessionKey | undefined {
  const status = parseStatus(stderr);
  const openedBy = status.find(({ keyword }) => keyword === "DECRYPTION_KEY")?.args[1];
  const told = status.find(({ keyword }) => keyword === "SESSION_KEY")?.args[0] ?? "";
  const [, algorithm, key] = /^(\d+)(?:\.\d+)?:([0-9A-Fa-f]+)$/.exec(told) ?? [];
  if (openedBy === undefined || algorithm === undefined || key === undefined) return undefined;
  return { algorithm: Number(algorithm), data: Buffer.from(key, "hex"), openedBy: openedBy.toUpperCase() };
}
