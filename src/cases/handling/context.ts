import type { Distribution, IntakeSettings } from "../../distribution/index.ts";
import type { Clock, ProcessRunner, Random } from "../../kernel/index.ts";
import type { MessageOpener, MessageSealer } from "../../openpgp/index.ts";
import type { MailReader } from "../intake/index.ts";
import type { Policy } from "../policy/index.ts";
import type { CaseVault } from "../records/index.ts";
import type { RoleSigner } from "../role-key/index.ts";

/** Everything that handling cases may use; made once by a process and handed down. */
export interface HandlingContext {
  readonly vault: CaseVault;
  readonly definition: Distribution;
  /** `definition.intake`, which is there wherever cases are handled. */
  readonly intake: IntakeSettings;
  /** What `intake.policy` names, read once. */
  readonly policy: Policy;
  /** Opens with the role key, over its socket; in sealed mode it opens nothing and verifies all the same. */
  readonly opener: MessageOpener;
  readonly signer: RoleSigner;
  /** Reads what is long in a thread of its own (`createMailReader`). */
  readonly mailReader: MailReader;
  /** Encrypts what goes out, in threads of its own (`createMessageSealer`): keys of strangers are read there. */
  readonly sealer: MessageSealer;
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  readonly random: Random;
  /** Ids of the audit's rules, so that a lesson can name the one that would have caught it; a room behind us knows them. */
  readonly auditRules?: readonly string[];
  /** Ids of the advisories that are published already, whoever wrote them; none are known where it is absent. */
  readonly publishedIds?: () => Promise<readonly string[]>;
  /** Where people reach the pages, without a trailing slash. */
  readonly publicUrl: string;
  /** A line for the process's log: ids and counts, never a word of a case. */
  say(text: string): void;
  /** Something that a person must mend; `code` names it, so that it is said once until it changes. */
  alarm(code: string, sentence: string): void;
}
