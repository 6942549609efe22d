import type { ProcessRunner } from "../../kernel/index.ts";
import { parseStatus } from "../status.ts";
import { withOwnGpg } from "./own-gpg.ts";
import type { GpgSessionKey } from "./protocol.ts";

/**
 * A data packet with nothing in it (RFC 9580, 5.13.1): gpg tells the session key when it comes to the data, and then finds
 * that they are none. So neither a large message nor what it unpacks to ever reaches gpg.
 */
export const NO_DATA = Buffer.concat([Buffer.of(0xd2, 41, 1), Buffer.alloc(40)]);

/**
 * The session key that gpg takes out of one of the packets with one of the secret keys; undefined when none of them opens
 * it. It travels through a pipe. Throws TOOL_MISSING, PROCESS_TIMED_OUT or PROCESS_FAILED, without what gpg said.
 */
export function sessionKeyByGpg(
  runner: ProcessRunner,
  secretKeys: readonly Uint8Array[],
  packets: readonly Uint8Array[],
): Promise<GpgSessionKey | undefined> {
  return withOwnGpg(runner, secretKeys, async (gpg) => {
    const input = Buffer.concat([...packets, NO_DATA]);
    const { stderr } = await gpg(["--show-session-key", "--output", "-", "--decrypt", "-"], input, [0, 1, 2]);
    return readSessionKey(stderr);
  });
}

/** `SESSION_KEY 9:HEX` and `DECRYPTION_KEY SUBKEY PRIMARY TRUST` (`doc/DETAILS` in GnuPG's source). */
export function readSessionKey(stderr: string): GpgSessionKey | undefined {
  const status = parseStatus(stderr);
  const openedBy = status.find(({ keyword }) => keyword === "DECRYPTION_KEY")?.args[1];
  const told = status.find(({ keyword }) => keyword === "SESSION_KEY")?.args[0] ?? "";
  const [, algorithm, key] = /^(\d+)(?:\.\d+)?:([0-9A-Fa-f]+)$/.exec(told) ?? [];
  if (openedBy === undefined || algorithm === undefined || key === undefined) return undefined;
  return { algorithm: Number(algorithm), data: Buffer.from(key, "hex"), openedBy: openedBy.toUpperCase() };
}
