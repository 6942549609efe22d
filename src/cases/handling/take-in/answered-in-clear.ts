import { appendAudit } from "../../../store/index.ts";
import { DESK } from "../../case/index.ts";
import { addMessage, type Db } from "../../records/index.ts";
import type { HandlingContext } from "../context.ts";
import type { KeptMessage } from "../kept.ts";
import type { Arrived } from "./arrived.ts";

/**
 * Puts on record that somebody of the desk answered from their own mail program in clear what had come encrypted, in the
 * caller's transaction. The desk can refuse what leaves through it alone; of this it learns when it has left.
 */
export async function noteAnsweredInClear(
  { vault }: HandlingContext,
  trx: Db,
  { arrival, judgement }: Arrived,
  caseId: string,
): Promise<void> {
  const at = arrival.envelope.arrivedAt;
  const who = judgement.from ?? "somebody";
  const text = `${who} answered the reporter in clear, from their own mail program, although something of the case came encrypted. Whoever read that mail on its way has read the answer: see what stands in it, and answer from here.`;
  const contents: KeptMessage = {
    direction: "note",
    by: DESK,
    messageId: "",
    shown: { headers: [], parts: [{ what: "reason", text, encrypted: false, signers: [] }] },
    judgement: undefined,
    encryptedTo: [],
  };
  const raw = Buffer.from(`Answered in clear: ${arrival.id}\n`);
  await addMessage(vault, trx, { caseId, at, arrival: null, raw, contents }, DESK);
  await appendAudit(trx, { at, actor: DESK, action: "note an answer in clear by mail", object: `case ${caseId}` });
}
