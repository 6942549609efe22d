import { RULES } from "../../audit/index.ts";
import {
  createMailReader,
  createRoleKeyClient,
  type HandlingContext,
  type Policy,
  policyFiles,
  publicRoleKey,
  type RoleKeyClient,
  readPolicy,
} from "../../cases/index.ts";
import type { Distribution, IntakeSettings } from "../../distribution/index.ts";
import { type Clock, formatProblem, type ProcessRunner, type Random, SamedayError } from "../../kernel/index.ts";
import { createMessageOpener, createMessageSealer } from "../../openpgp/index.ts";
import type { Store } from "../../store/index.ts";
import type { Layout } from "../layout.ts";
import { PRODUCT } from "../program.ts";
import { masterKeyOf } from "./case-keys.ts";

export interface HandlingParts {
  readonly layout: Layout;
  readonly definition: Distribution;
  readonly intake: IntakeSettings;
  readonly store: Store;
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  readonly random: Random;
  readonly publicUrl: string;
  readonly say: (text: string) => void;
  readonly alarm: (code: string, sentence: string) => void;
}

export interface Handling {
  readonly context: HandlingContext;
  /** Undefined where people hold the key. */
  readonly roleKey: RoleKeyClient | undefined;
  /** Ends threads; the store is the caller's. */
  close(): Promise<void>;
}

/**
 * What handling cases takes, for a process of the server's user.
 * Throws SEAL_BROKEN when the master key is not this database's, DISTRIBUTION_INVALID for a policy with a fault.
 */
export async function openHandling(parts: HandlingParts): Promise<Handling> {
  const { layout, intake, store, clock, random, runner } = parts;
  const [policy, master] = [await policyOf(intake), await masterKeyOf(layout, store, random)];
  const verifier = createMessageOpener({ secretKeys: [], runner, now: () => clock.now() });
  const sealer = createMessageSealer(() => clock.now());
  const mailReader = createMailReader();
  const held = intake.roleKey === "held" ? createRoleKeyClient(layout.roleKeySocket, verifier) : undefined;
  return {
    roleKey: held,
    context: {
      vault: { store, master, clock, random },
      definition: parts.definition,
      intake,
      policy,
      ...(held ?? { opener: verifier, signer: publicRoleKey(store) }),
      sealer,
      mailReader,
      runner,
      clock,
      random,
      auditRules: RULES.map(({ id }) => id),
      publicUrl: parts.publicUrl,
      say: parts.say,
      alarm: parts.alarm,
    },
    close: async () => void (await Promise.all([verifier.close(), sealer.close(), mailReader.close()])),
  };
}

async function policyOf({ policy: word }: IntakeSettings): Promise<Policy> {
  const { value, problems } = await readPolicy(word, policyFiles(PRODUCT));
  if (value) return value;
  const first = problems.find(({ severity }) => severity === "error");
  throw new SamedayError("DISTRIBUTION_INVALID", first ? formatProblem(first) : `${word} is no policy.`);
}
