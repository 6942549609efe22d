import type { MessageOpener, OpenedMail } from "./contract.ts";
import { DEFAULT_MESSAGE_LIMITS } from "./contract.ts";
import { openerOver } from "./opener.ts";
import { ENDED } from "./pool/pool.ts";
import type { GpgSessionKey } from "./protocol.ts";
import { ownCopy, startPool } from "./start-pool.ts";

/**
 * Somebody's own program with their keys: takes the session key out of one of the whole session key packets, or answers
 * undefined when none of their keys opens one. `message` is all of it, for a program that takes no packets alone.
 */
export type SessionKeyLender = (
  packets: readonly Uint8Array[],
  message: Uint8Array,
) => Promise<GpgSessionKey | undefined>;

/** A person takes their time at a passphrase; the work on a message itself has the usual deadline. */
const DEADLINE_MS = 10_000;

/**
 * Opens messages for a person on their own machine: their gpg or sq lends the session key, and everything else (limits,
 * integrity, signatures) is done as the desk does it, in memory. No key of theirs is read, and nothing is written.
 */
export function createLentOpener(
  lend: SessionKeyLender,
  { runner, now }: Pick<Parameters<typeof openerOver>[1], "runner" | "now">,
): MessageOpener {
  const pool = startPool({ secretKeys: [], limits: DEFAULT_MESSAGE_LIMITS, lent: true }, 1, DEADLINE_MS);
  const plain = openerOver(pool, { secretKeys: [], runner, now });
  return {
    ...plain,
    async open(message, known): Promise<OpenedMail> {
      const job = { message: ownCopy(message), known: known.map(({ bytes }) => ownCopy(bytes)), now: now() };
      const first = await pool.call("open", { ...job, sessionKey: undefined });
      if (first === ENDED || !first.askGpg) return first === ENDED ? plain.open(message, known) : first.opened;
      const sessionKey = await lend(first.askGpg.packets, message);
      if (!sessionKey) return first.opened;
      const second = await pool.call("open", { ...job, sessionKey });
      return second === ENDED ? { ...first.opened, fault: "deadline" } : second.opened;
    },
  };
}
