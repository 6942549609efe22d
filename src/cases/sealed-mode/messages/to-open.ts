import type { Certificate } from "../../../openpgp/index.ts";
import type { HandlingContext } from "../../handling/context.ts";
import { loadIntakeState } from "../../handling/journal/index.ts";
import type { KeptCase, KeptMessage } from "../../handling/kept.ts";
import { lookOf, mayReadContents } from "../../handling/reads/look.ts";
import { type IntakeState, keysOf, type StaffMember } from "../../intake/index.ts";
import { noSuchCase, tendCase, tendMessage } from "../../records/index.ts";
import { holdersOf } from "../keys/holders.ts";

/** What somebody needs on their own machine to open a message and to judge it as the desk would. */
export interface ToOpen {
  readonly desk: string;
  readonly caseId: string;
  readonly messageId: string;
  /** SHA-256 of the message as it came; empty for one that is not sealed. */
  readonly hash: string;
  /** Whether a statement is wanted: somebody else wrote it, and it is sealed. */
  readonly wantsStatement: boolean;
  /** The security address. */
  readonly address: string;
  readonly roleFingerprints: readonly string[];
  readonly staff: readonly StaffMember[];
  /** Keys on file for whoever says that they wrote it. */
  readonly reporterKeys: readonly Certificate[];
  readonly sender: string;
  /** Who has the role key: that it does not open for others says nothing about the message, and is not stated. */
  readonly holders: readonly string[];
  /** Id and primary fingerprints of whoever asks, as the definition names them. */
  readonly you: { readonly id: string; readonly fingerprints: readonly string[] };
}

/** Throws NOT_FOUND for who may not read the case, and for a message that is not its. */
export async function whatToOpen(
  context: HandlingContext,
  by: string,
  caseId: string,
  messageId: string,
): Promise<ToOpen> {
  const { vault, publicUrl, intake } = context;
  const look = await lookOf(context, by);
  const { contents: kept } = await tendCase<KeptCase>(vault, vault.store.db, caseId);
  if (!mayReadContents(kept.case, look)) throw noSuchCase(caseId);
  const { contents: message } = await tendMessage<KeptMessage>(vault, vault.store.db, { caseId, id: messageId });
  const state = await loadIntakeState(context);
  return {
    desk: publicUrl,
    caseId,
    messageId,
    hash: message.sealed?.hash ?? "",
    wantsStatement: message.sealed !== undefined && message.direction === "in",
    address: intake.address,
    roleFingerprints: state.roleFingerprints,
    staff: state.staff,
    reporterKeys: message.direction === "in" ? keysOf(state, message.by) : [],
    sender: message.direction === "in" ? message.by : "",
    holders: holdersOf(context.definition),
    you: youOf(context, by),
  };
}

/** Whoever asks, with the keys that they can sign with. */
export function youOf({ definition }: Pick<HandlingContext, "definition">, by: string): ToOpen["you"] {
  return { id: by, fingerprints: definition.people.find(({ id }) => id === by)?.fingerprints ?? [] };
}

/** The state over which the person's machine judges: what it was told, and nothing that only the desk can know. */
export function stateToJudge(told: ToOpen, now: Date): Pick<IntakeState, "address" | "now"> & Partial<IntakeState> {
  return {
    address: told.address,
    now,
    roleFingerprints: told.roleFingerprints,
    staff: told.staff,
    reporterKeys: new Map([[told.sender, told.reporterKeys]]),
  };
}
