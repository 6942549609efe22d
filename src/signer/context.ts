import type { Distribution } from "../distribution/index.ts";
import type { Clock, ProcessRunner, Random } from "../kernel/index.ts";
import type { SigningKeyring } from "./keys/keyring.ts";
import type { SignerLayout } from "./layout.ts";
import type { SignerLog } from "./log.ts";

/** What every part of the signer works with. */
export interface SignerContext {
  readonly definition: Distribution;
  readonly layout: SignerLayout;
  /** Files are taken from here only. */
  readonly exchange: string;
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: SignerLog;
  readonly keys: SigningKeyring;
  /** A rotation may not be finished sooner after its beginning: machines need time to get the new key. */
  readonly minimumOverlapMs: number;
}
