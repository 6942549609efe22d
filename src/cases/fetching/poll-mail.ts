import { setTimeout as sleep } from "node:timers/promises";
import { type SamedayError, type Sha256, toSamedayError } from "../../kernel/index.ts";
import { type FetchOptions, fetchMail } from "./fetch-mail.ts";

export interface PollOptions extends Omit<FetchOptions, "signal"> {
  /** Told of messages that are safe now. */
  readonly onKept: (ids: readonly Sha256[]) => void;
  /** Told when the mailbox cannot be fetched, and of messages that stay in it, for an alarm; without a word of them. */
  readonly onTrouble: (error: SamedayError | { readonly leftBehind: number }) => void;
  /** Told each minute of a wait of what the last look met, so that its alarm lasts as long. */
  readonly onStillAway: (error: SamedayError) => void;
  /** Instead of a minute. */
  readonly renewedMs?: number;
  /** Told after each look that fetched all there was, so that an alarm of an earlier one ends. */
  readonly onFetched: () => void;
}

export interface Polling {
  /** What is not in the spool yet is fetched at the next start. */
  close(): Promise<void>;
}

const LONGEST_WAIT_MS = 4 * 60_000;
/** A fault is told again so often while it lasts: shorter than an alarm lasts that nobody renews, so that it is one alarm. */
const RENEWED_MS = 60_000;

/** Looks into the mailbox again and again; while it cannot be reached, after waits that double up to some minutes. */
export function startImapPolling(options: PollOptions): Polling {
  const { renewedMs = RENEWED_MS } = options;
  const ending = new AbortController();
  const { signal } = ending;
  const every = options.settings.everySeconds * 1000;
  let fault: SamedayError | undefined;
  const rest = async (waitMs: number): Promise<void> => {
    for (let left = waitMs; left > 0 && !signal.aborted; left -= renewedMs) {
      await sleep(Math.min(left, renewedMs), undefined, { signal }).catch(() => undefined);
      if (fault && left > renewedMs && !signal.aborted) options.onStillAway(fault);
    }
  };
  const poll = async (): Promise<void> => {
    let wait = every;
    while (!signal.aborted) {
      try {
        const { kept, leftBehind } = await fetchMail({ ...options, signal });
        if (kept.length > 0) options.onKept(kept);
        fault = undefined;
        options.onFetched();
        if (leftBehind > 0) options.onTrouble({ leftBehind });
        wait = every;
      } catch (error) {
        fault = toSamedayError(error);
        if (!signal.aborted) options.onTrouble(fault);
        wait = Math.min(wait * 2, Math.max(every, LONGEST_WAIT_MS));
      }
      await rest(wait);
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
