import { addressesIn } from "../../../mail/index.ts";
import { type Act, DESK, isOpen, type State } from "../../case/index.ts";
import { holdsCiphertext } from "../../intake/index.ts";
import { addMessage, changeCase, type Db, tendCase } from "../../records/index.ts";
import { type Stored, storeAct } from "../acts/store-act.ts";
import type { HandlingContext } from "../context.ts";
import type { KeptCase } from "../kept.ts";
import { loadStaff } from "../people/staff-of.ts";
import { acknowledge } from "./acknowledge.ts";
import { noteAnsweredInClear } from "./answered-in-clear.ts";
import { mayAnswer } from "./answers.ts";
import { type Arrived, keptMessage } from "./arrived.ts";
import { headersOf } from "./headers-of.ts";
import type { TakenIn } from "./new-case.ts";
import { tellOfMessage } from "./notices.ts";

/** Whether a message can be kept with a case: it is not destroyed, and where somebody must act on it, it is open. */
export async function canAppend(trx: Db, { judgement }: Arrived, caseId: string): Promise<boolean> {
  const found = await trx
    .selectFrom("case_record")
    .select(["state", "destroyed_at"])
    .where("id", "=", caseId)
    .forUpdate()
    .executeTakeFirst();
  if (!found || found.destroyed_at !== null) return false;
  return !judgement.disposition.startsWith("append") || isOpen(found.state as State);
}

/**
 * Adds a message to its case, in the caller's transaction: what people write is on record as heard, or as a word of ours, and
 * whoever has the case is told; what machines answer is kept beside what they answer. `ran` is what a command in it did.
 */
export async function appendToCase(
  context: HandlingContext,
  trx: Db,
  arrived: Arrived,
  { caseId, command, ran }: { readonly caseId: string; readonly command: string; readonly ran: Stored | undefined },
): Promise<TakenIn> {
  const { vault } = context;
  const { arrival, judgement } = arrived;
  const before = ran?.kept ?? (await tendCase<KeptCase>(vault, trx, caseId)).contents;
  const act = ran ? undefined : actOf(arrived, before);
  const kept = act ? (await storeAct(context, trx, caseId, DESK, act)).kept : before;
  const { envelope, message: raw, id } = arrival;
  const contents = keptMessage(arrived, command);
  await addMessage(vault, trx, { caseId, at: envelope.arrivedAt, arrival: id, raw, contents }, DESK);
  if (holdsCiphertext(judgement) && !kept.cameEncrypted) await noteEncrypted(context, trx, caseId);
  const isInClear = act?.act === "wrote" && kept.cameEncrypted && !holdsCiphertext(judgement);
  if (isInClear) await noteAnsweredInClear(context, trx, arrived, caseId);
  const isUndelivered = judgement.changes.some(({ kind }) => kind === "undelivered");
  if (act?.act === "heard" || isInClear || isUndelivered) {
    await tellOfMessage(context, trx, kept.case, await loadStaff(context, trx));
  }
  const isAnswered = judgement.autoAck && (await mayAnswer(context, trx, envelope.from));
  return { caseId, entries: isAnswered ? [await acknowledge(context, trx, arrived, caseId)] : [] };
}

/** What a message is to the case's clocks; nothing where a machine wrote it, or staff wrote to each other. */
function actOf({ arrival, judgement }: Arrived, { reporter }: KeptCase): Act | undefined {
  if (!judgement.disposition.startsWith("append")) return undefined;
  if (!judgement.flags.includes("staff_authenticated")) return { act: "heard" };
  return reporter !== "" && recipientsOf(arrival.message).includes(reporter) ? { act: "wrote" } : undefined;
}

/** Lower case. */
function recipientsOf(message: Uint8Array): readonly string[] {
  const named = headersOf(message).all.filter(({ name }) => name === "to" || name === "cc");
  return named.flatMap(({ raw }) => addressesIn(raw)).map(({ address }) => address.toLowerCase());
}

/** From now on no answer leaves in clear without a reason on record. */
function noteEncrypted({ vault }: HandlingContext, trx: Db, caseId: string): Promise<void> {
  return changeCase<KeptCase>(vault, trx, caseId, DESK, ({ contents, ...columns }) => ({
    columns,
    contents: { ...contents, cameEncrypted: true },
    action: "note that it came encrypted",
  }));
}
