import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import type { MessageOpener, OwnKeyFacts } from "./contract.ts";
import { type MessageOpenerOptions, openerOver, startOwnPool } from "./opener.ts";
import { withOwnGpg } from "./own-gpg.ts";
import { ENDED } from "./pool/pool.ts";
import { ownCopy } from "./start-pool.ts";

/** Who has secret keys without passphrase: opens with all of them, signs with the first, and tells nothing of any secret. */
export interface KeyHolder {
  readonly opener: MessageOpener;
  /**
   * With the first key, over SHA-512 (SHA-256 where a curve asks for no more): an armored signature beside exactly these
   * bytes, or the text (UTF-8) clear-signed. Throws INPUT_INVALID when the first key cannot sign now.
   */
  sign(data: Uint8Array, form: "detached" | "clear"): Promise<string>;
  /** In the order in which they were given. */
  keys(): Promise<readonly OwnKeyFacts[]>;
  close(): Promise<void>;
}

/** Each call rejects as those of `createMessageOpener` do. */
export function createKeyHolder(options: MessageOpenerOptions): KeyHolder {
  const pool = startOwnPool(options);
  const opener = openerOver(pool, options);
  return {
    opener,
    async sign(data, form) {
      const answer = await pool.call("sign", { data: ownCopy(data), form, now: options.now() });
      if (answer === ENDED) throw new SamedayError("PROCESS_TIMED_OUT", "Signing took too long.");
      if ("refused" in answer) throw new SamedayError("INPUT_INVALID", answer.refused);
      return "signed" in answer ? answer.signed : signByGpg(options, answer.askGpg, data, form);
    },
    async keys() {
      const answer = await pool.call("ownKeys", { now: options.now() });
      if (answer === ENDED) throw new SamedayError("PROCESS_TIMED_OUT", "Reading our keys took too long.");
      return answer;
    },
    close: () => pool.close(),
  };
}

const ACTIONS = { detached: ["--armor", "--detach-sign"], clear: ["--clear-sign"] } as const;

/** An RSA key of ours is used by gpg alone (README). */
function signByGpg(
  { runner, secretKeys: [first] }: { readonly runner: ProcessRunner; readonly secretKeys: readonly Uint8Array[] },
  fingerprint: string,
  data: Uint8Array,
  form: keyof typeof ACTIONS,
): Promise<string> {
  return withOwnGpg(runner, first ? [first] : [], async (gpg) => {
    const how = ["--digest-algo", "SHA512", "--no-emit-version", "--no-comments", "--local-user", fingerprint];
    const { stdout } = await gpg([...how, "--output", "-", ...ACTIONS[form], "-"], data, [0]);
    return Buffer.from(stdout).toString("utf8");
  });
}
