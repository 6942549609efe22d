import { type ProcessRunner, SamedayError, toSamedayError } from "../../kernel/index.ts";
import { type OwnKeyring, withKeysOf } from "../key-home.ts";
import { NO_DATA, readSessionKey } from "./ask-gpg.ts";
import type { SessionKeyLender } from "./lent-opener.ts";
import { requireUnlockedForGpg } from "./locked-key.ts";

/** Time for somebody to type a passphrase into gpg's own pinentry. */
const ASKING_TIME_LIMIT_MS = 10 * 60_000;

/**
 * The session key by somebody's own gpg (2.2 or 2.4), which may ask for a passphrase or a card. gpg sees the session key
 * packets alone, never the message. Throws KEY_LOCKED where it did not get the passphrase, TOOL_MISSING, PROCESS_TIMED_OUT and
 * PROCESS_FAILED, without what gpg said.
 */
export function sessionKeyByKeyring(runner: ProcessRunner, { home, asking }: OwnKeyring): SessionKeyLender {
  return (packets) =>
    withKeysOf(runner, home, async (lent) => {
      const running = runner.run({
        argv: [
          "gpg",
          ...["--no-options", "--batch", "--no-tty", "--homedir", lent, "--pinentry-mode", "ask", "--status-fd", "2"],
          ...["--no-auto-check-trustdb", "--show-session-key", "--output", "-", "--decrypt", "-"],
        ],
        input: Buffer.concat([...packets, NO_DATA]),
        env: asking,
        timeLimitMs: ASKING_TIME_LIMIT_MS,
        okExitCodes: [0, 1, 2],
      });
      const { stderr } = await running.catch((thrown: unknown) => {
        // What gpg said may hold the session key: it must not travel on as a cause.
        const { code } = toSamedayError(thrown);
        throw new SamedayError(code === "INTERNAL" ? "PROCESS_FAILED" : code, "gpg could not be used with your keys.");
      });
      const sessionKey = readSessionKey(stderr);
      if (sessionKey === undefined) requireUnlockedForGpg(stderr);
      return sessionKey;
    });
}
