import { appendAudit } from "../../../store/index.ts";
import type { ArrivedMail } from "../../arrival/index.ts";
import { DESK } from "../../case/index.ts";
import type { IntakeState } from "../../intake/index.ts";
import { type Db, findMessage, notedTogether } from "../../records/index.ts";
import { noteTestArrived } from "../../sealed-mode/keys/test-mail.ts";
import type { HandlingContext } from "../context.ts";
import { appendIntake, loadIntakeState } from "../journal/index.ts";
import type { IntakeEntry } from "../kept.ts";
import { appendToCase, canAppend } from "./append.ts";
import { type Arrived, messageIdOf } from "./arrived.ts";
import { answerCommand, type CommandResult, commandSentence, runCommand } from "./command.ts";
import { beginReading } from "./foresee.ts";
import { judgeSafely, materialOf, setAside, UNJUDGED } from "./judge-safely.ts";
import { beginCase, type TakenIn } from "./new-case.ts";
import { isOfTheMachine } from "./of-the-machine.ts";
import { type ArrivalReading, readArrival } from "./read-arrival.ts";
import { inTurn } from "./turns.ts";
import { answerUnproven } from "./unproven-command.ts";

/** Where an arrival is kept. */
export interface Taken {
  readonly caseId: string;
  /** False for one that was kept before: the same arrival after a kill, or the same bytes again. */
  readonly isNew: boolean;
}

/** Keys of its sender may change while a message is read; after so many readings it is judged with those it has. */
const MOST_READINGS = 3;

/**
 * Takes one arrival in: read, then judged over what intake knows, and kept with all that follows from it in one transaction.
 * The case, the message, what a command did, the journal's entries and every mail that is to go are there together or not at
 * all, so a kill at any moment leaves an arrival that is taken in again as if for the first time, or one that is found to be
 * kept. Reading may take long and holds up nobody; the rest is done in turn, so each is judged by what those kept before it
 * left.
 * Throws STORE_UNAVAILABLE, DISK_FULL, ROLE_KEY_UNAVAILABLE, SEAL_BROKEN; the arrival then has to wait.
 */
export async function takeIn(context: HandlingContext, arrival: ArrivedMail): Promise<Taken> {
  return keepRead(context, arrival, await beginReading(context, arrival));
}

/** The same from when reading has begun. `meanwhile` is told when only writing is left, which others do. */
export async function keepRead(
  context: HandlingContext,
  arrival: ArrivedMail,
  begun: ArrivalReading,
  meanwhile: (state: IntakeState) => void = () => undefined,
): Promise<Taken> {
  let reading = begun;
  for (let left = MOST_READINGS; ; ) {
    const material = await materialOf(reading.material);
    left -= 1;
    const taken = await inTurn(context, async () => {
      const state = await loadIntakeState(context);
      if (material && left > 0 && !reading.holds(state)) return undefined;
      const judgement = judgeSafely(context, arrival, material, state);
      meanwhile(state);
      return keepJudged(context, { arrival, judgement, state });
    });
    if (taken) return taken;
    reading = readArrival(context, arrival, await loadIntakeState(context));
  }
}

async function keepJudged(context: HandlingContext, arrived: Arrived): Promise<Taken> {
  try {
    return await keepWhole(context, arrived);
  } catch (error) {
    if (arrived.judgement === UNJUDGED || isOfTheMachine(error)) throw error;
    // A fault over what was judged would come again as well.
    return keepWhole(context, { ...arrived, judgement: setAside(context, arrived.arrival.id) });
  }
}

function keepWhole(context: HandlingContext, arrived: Arrived): Promise<Taken> {
  const { vault } = context;
  const { arrival } = arrived;
  return vault.store.transaction(async (trx) => {
    const known = await findMessage(vault, trx, { arrival: arrival.id, raw: arrival.message });
    if (known) return { caseId: known.caseId, isNew: false };
    const { caseId, entries } = await notedTogether(trx, () => keep(context, trx, arrived));
    await appendIntake(context, trx, [...withCase(arrived, caseId), ...entries]);
    if (context.intake.roleKey === "sealed") await noteTestArrived(trx, messageIdOf(arrived.judgement), caseId);
    return { caseId, isNew: true };
  });
}

async function keep(context: HandlingContext, trx: Db, arrived: Arrived): Promise<TakenIn> {
  const { judgement } = arrived;
  const { caseId } = judgement;
  if (caseId === undefined || !(await canAppend(trx, arrived, caseId))) {
    return beginCase(context, trx, arrived, await refuseCommand(context, trx, arrived));
  }
  if (judgement.disposition === "duplicate") return noteAgain(context, trx, caseId);
  const { sentence, result } = await commandIn(context, trx, arrived);
  return appendToCase(context, trx, arrived, { caseId, command: sentence, ran: result?.stored });
}

/** What its sender wrote is kept with that case, word by word; that it came again is on record. */
async function noteAgain({ clock }: HandlingContext, trx: Db, caseId: string): Promise<TakenIn> {
  const object = `case ${caseId}`;
  await appendAudit(trx, { at: clock.now(), actor: DESK, action: "message came again", object });
  return { caseId, entries: [] };
}

/** Runs the command that a message holds, or says why not. */
async function commandIn(
  context: HandlingContext,
  trx: Db,
  arrived: Arrived,
): Promise<{ readonly sentence: string; readonly result: CommandResult | undefined }> {
  const { command } = arrived.judgement;
  if (!command) return { sentence: await answerUnproven(context, trx, arrived), result: undefined };
  const result: CommandResult = command.ran
    ? await runCommand(context, trx, command, arrived.judgement.crypto.signer)
    : { stored: undefined, refused: command.refused ?? "" };
  if (!result.stored) await answerCommand(context, trx, arrived, command, result.refused);
  return { sentence: commandSentence(command, result.refused), result };
}

/** A command in a message that belongs to no open case does nothing, whatever intake thought of it. */
async function refuseCommand(context: HandlingContext, trx: Db, arrived: Arrived): Promise<string> {
  const { command } = arrived.judgement;
  if (!command) return answerUnproven(context, trx, arrived);
  const refused = command.refused ?? "The case is closed.";
  await answerCommand(context, trx, arrived, command, refused);
  return commandSentence(command, refused);
}

function withCase({ judgement }: Arrived, caseId: string): readonly IntakeEntry[] {
  return judgement.changes.map((change) => (change.kind === "message-seen" ? { ...change, caseId } : change));
}
