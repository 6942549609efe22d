import { dirname } from "node:path";
import type { Sha256 } from "../../kernel/index.ts";
import { type DutyReport, dutyReport } from "../duties/index.ts";
import type { KeptCase } from "../handling/kept.ts";
import { lookOf, mayReadContents } from "../handling/reads/look.ts";
import { noSuchCase, readCase } from "../records/index.ts";
import type { DisclosingContext } from "./context.ts";
import { type DisclosureState, disclose, disclosureState } from "./disclose.ts";
import { examineAdvisory } from "./forms-of-case.ts";
import { type DisclosurePlan, planOf } from "./plan.ts";
import { type HandedSignature, type ToSign, takeSignatures, whatToSign } from "./take-signatures.ts";

/**
 * What people ask of the desk when a case goes to the world. Every call takes who asks, by their id in the definition; a case
 * that they may not read is NOT_FOUND, as one that never was. Reads are on record.
 */
export interface DisclosureDesk {
  /** Everything that would be told now. */
  plan(by: string, id: string): Promise<DisclosurePlan>;
  /**
   * Publishes what was seen. Throws CONFLICT when something of it changed since, CASE_DISCLOSED with who did it before,
   * CASE_REFUSED for a gate or a faulty record.
   */
  disclose(by: string, id: string, seen: Sha256): Promise<void>;
  /**
   * What somebody signs on their own machine, where people hold the key that the publisher's file names. Throws CASE_REFUSED
   * where nothing is to be signed by people, and for who may not publish the case.
   */
  toSign(by: string, id: string): Promise<ToSign>;
  /**
   * Takes a signature for each of these parts, in place of earlier ones. Throws CONFLICT when one is for other bytes than would
   * be told now, SIGNATURE_BAD, SIGNER_UNKNOWN, CASE_REFUSED.
   */
  sign(by: string, id: string, handed: readonly HandedSignature[]): Promise<void>;
  /** How far it has come; undefined before the act. */
  state(by: string, id: string): Promise<DisclosureState | undefined>;
  /** A report that is owed, as far as the desk can write it. */
  report(by: string, id: string, duty: string): Promise<DutyReport>;
}

export function createDisclosureDesk(context: DisclosingContext): DisclosureDesk {
  const { vault, definition, policy, clock } = context;

  async function read(by: string, id: string): Promise<KeptCase> {
    const look = await lookOf(context, by);
    const { contents } = await readCase<KeptCase>(vault, id, by, (found) => {
      if (!mayReadContents(found.contents.case, look)) throw noSuchCase(id);
    });
    return contents;
  }

  return {
    plan: async (by, id) => planOf(context, await read(by, id)),
    async disclose(by, id, seen) {
      await read(by, id);
      await disclose(context, by, id, seen);
    },
    toSign: (by, id) => whatToSign(context, by, id),
    sign: (by, id, handed) => takeSignatures(context, by, id, handed),
    async state(by, id) {
      await read(by, id);
      return disclosureState(context, id);
    },
    async report(by, id, duty) {
      const { case: theCase, advisory: toml } = await read(by, id);
      const directory = dirname(context.definitionFile);
      const advisory = toml === "" ? undefined : examineAdvisory(toml, directory, clock.now()).record?.advisory;
      const from = { title: definition.title, contact: definition.contact };
      return dutyReport(duty, { theCase, policy, advisory, from });
    },
  };
}
