import { type Case, DESK, decide, openCase } from "../../case/index.ts";
import { type Disposition, holdsCiphertext } from "../../intake/index.ts";
import { addMessages, createCase, type Db } from "../../records/index.ts";
import { clearColumns } from "../acts/clear-columns.ts";
import type { HandlingContext } from "../context.ts";
import type { IntakeEntry, KeptCase } from "../kept.ts";
import { loadStaff } from "../people/staff-of.ts";
import { acknowledgement } from "./acknowledge.ts";
import { mayAnswer } from "./answers.ts";
import { type Arrived, keptMessage, subjectOf } from "./arrived.ts";
import { nextCaseId, noiseSeries } from "./case-number.ts";
import { tellOfNewCase } from "./notices.ts";

/** How a case begins that a message makes. */
type Beginning = "received" | "quarantined" | "held_unreadable" | "noise";

/**
 * Where a message begins that belongs to no case. What headers call noise becomes a case too, closed and without clocks:
 * nobody is called for it, everybody can look, and whoever finds a report in it opens it again.
 */
const BEGINNINGS: Readonly<Record<Disposition, Beginning>> = {
  new_case: "received",
  // Its case is closed or destroyed: it must not lie there where nobody looks.
  append_case: "received",
  append_case_unverified: "received",
  quarantine: "quarantined",
  // It was taken in although it should have been refused at delivery; then a person looks.
  reject: "quarantined",
  hold_unreadable: "held_unreadable",
  log_only: "noise",
  delivery_report: "noise",
  triage_noise: "noise",
  // Of a message whose case was destroyed.
  duplicate: "noise",
};

/** What came of a message, and what intake has to remember beside the judgement's own changes. */
export interface TakenIn {
  readonly caseId: string;
  readonly entries: readonly IntakeEntry[];
}

/** Opens a case with a message, answers its sender and tells whoever's turn it is, in the caller's transaction. */
export async function beginCase(
  context: HandlingContext,
  trx: Db,
  arrived: Arrived,
  command: string,
): Promise<TakenIn> {
  const { vault, intake, policy, clock } = context;
  const { arrival, judgement } = arrived;
  const at = arrival.envelope.arrivedAt;
  const beginning = BEGINNINGS[judgement.disposition];
  const isAnswered = judgement.autoAck && (await mayAnswer(context, trx, arrival.envelope.from));
  const staff = await loadStaff(context, trx);
  const id = await nextCaseId(trx, beginning === "noise" ? noiseSeries(intake.prefix) : intake.prefix, at);
  const begun = opened(id, at, beginning);
  // Who was asked to send it again has no answer to their report yet.
  const isAcknowledged = isAnswered && beginning === "received";
  const outcome = isAcknowledged
    ? decide(begun, { act: "acknowledge" }, { by: DESK, at: clock.now(), staff, policy })
    : undefined;
  const theCase = outcome?.ok ? outcome.theCase : begun;
  const contents: KeptCase = {
    case: theCase,
    title: subjectOf(judgement),
    reporter: judgement.from ?? "",
    cameEncrypted: holdsCiphertext(judgement),
    advisory: "",
  };
  const acts = outcome?.ok ? [outcome.done] : [];
  await createCase(vault, trx, { id, ...clearColumns(theCase, policy), contents, acts }, DESK);
  const answer = isAnswered ? acknowledgement(context, arrived, id) : undefined;
  const { message: raw } = arrival;
  const came = { caseId: id, at, arrival: arrival.id, raw, contents: keptMessage(arrived, command) };
  const [, kept] = await addMessages(vault, trx, answer ? [came, answer.message] : [came], DESK);
  const letters = answer && kept ? [answer.letter(kept.id)] : [];
  const told = await tellOfNewCase(context, trx, beginning === "noise" ? undefined : theCase, staff, letters);
  const opening: IntakeEntry = { kind: "case-opened", id, reporter: contents.reporter };
  return { caseId: id, entries: [opening, ...(answer ? [answer.entry] : []), ...told] };
}

function opened(id: string, at: Date, beginning: Beginning): Case {
  return beginning === "noise" ? { ...openCase(id, at), state: "noise" } : openCase(id, at, { arrival: beginning });
}
