import { SamedayError, toSamedayError } from "../../kernel/index.ts";
import { removeStaleScratch } from "../../openpgp/index.ts";
import { createHeldKeys, type HeldKeysOptions } from "./held-keys.ts";
import { type Answer, keysAnswer, openedAnswer, type RoleKeyRequest, signedAnswer } from "./protocol.ts";
import { createRate } from "./rate.ts";
import { serveRoleKey } from "./socket-server.ts";

export interface RoleKeyOptions extends HeldKeysOptions {
  /** In a directory that the server's user and nobody else may enter. */
  readonly socketPath: string;
}

export interface RunningRoleKey {
  /** Ends what is under way with its connections. */
  close(): Promise<void>;
}

/** Twice what the desk is to take in; beyond it, whoever asks waits. */
const CALLS_AT_ONCE = 200;
const CALLS_PER_SECOND = 100;
const TELL_EVERY_MS = 3_600_000;

/**
 * The process that has the role key's secret part. It answers two calls that use it, opens each message in a worker with a
 * deadline, and says nothing of what it opens or signs but how often it did.
 */
export async function runRoleKey(options: RoleKeyOptions): Promise<RunningRoleKey> {
  const { say } = options;
  const held = createHeldKeys(options);
  const rate = createRate(CALLS_AT_ONCE, CALLS_PER_SECOND);
  const used = { open: 0, sign: 0 };

  async function answer(request: RoleKeyRequest, body: Uint8Array): Promise<Answer> {
    if (request.call === "keys") return held.with(async (keys) => keysAnswer(await keys.keys())).catch(orNone);
    if (!rate.take(performance.now())) {
      throw new SamedayError("TOO_BUSY", "The role key is asked for more often than it answers.");
    }
    used[request.call] += 1;
    return held.with(async (keys) =>
      request.call === "open"
        ? openedAnswer(await keys.opener.open(body, []))
        : signedAnswer(await keys.sign(body, request.form)),
    );
  }

  // gpg's homes of a process that was killed, in memory.
  await removeStaleScratch();
  const server = await serveRoleKey(options.socketPath, answer, say);
  // Somebody who opens what the desk did not receive shows here.
  const telling = setInterval(() => {
    if (used.open + used.sign > 0) say(`in the last hour ${used.open} messages were opened, ${used.sign} texts signed`);
    used.open = 0;
    used.sign = 0;
  }, TELL_EVERY_MS);
  telling.unref();
  return {
    async close() {
      clearInterval(telling);
      await server.close();
      await held.close();
    },
  };
}

/** That there is no key is an answer. */
function orNone(thrown: unknown): Answer {
  if (toSamedayError(thrown).code !== "ROLE_KEY_UNAVAILABLE") throw thrown;
  return keysAnswer([]);
}
