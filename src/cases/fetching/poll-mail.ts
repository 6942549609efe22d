import { setTimeout as sleep } from "node:timers/promises";
import { type SamedayError, type Sha256, toSamedayError } from "../../kernel/index.ts";
import { type FetchOptions, fetchMail } from "./fetch-mail.ts";

export interface PollOptions extends Omit<FetchOptions, "signal"> {
  /** Told of messages that are safe now. */
  readonly onKept: (ids: readonly Sha256[]) => void;
  /** Told when the mailbox cannot be fetched, and of messages that stay in it, for an alarm; without a word of them. */
  readonly onTrouble: (error: SamedayError | { readonly leftBehind: number }) => void;
  /** Told after each look that fetched all there was, so that an alarm of an earlier one ends. */
  readonly onFetched: () => void;
}

export interface Polling {
  /** What is not in the spool yet is fetched at the next start. */
  close(): Promise<void>;
}

/** Shorter than an alarm lasts that is not renewed, so that a mailbox that stays away is one alarm for as long. */
const LONGEST_WAIT_MS = 4 * 60_000;

/** Looks into the mailbox again and again; while it cannot be reached, after waits that double up to some minutes. */
export function startImapPolling(options: PollOptions): Polling {
  const ending = new AbortController();
  const { signal } = ending;
  const every = options.settings.everySeconds * 1000;
  const poll = async (): Promise<void> => {
    let wait = every;
    while (!signal.aborted) {
      try {
        const { kept, leftBehind } = await fetchMail({ ...options, signal });
        if (kept.length > 0) options.onKept(kept);
        options.onFetched();
        if (leftBehind > 0) options.onTrouble({ leftBehind });
        wait = every;
      } catch (error) {
        if (!signal.aborted) options.onTrouble(toSamedayError(error));
        wait = Math.min(wait * 2, Math.max(every, LONGEST_WAIT_MS));
      }
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  };
  const polling = poll();
  return {
    async close() {
      ending.abort();
      await polling;
    },
  };
}
