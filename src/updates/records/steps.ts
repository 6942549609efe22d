import type { Kysely, Selectable, Updateable } from "kysely";
import type { Statement } from "../../evidence/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import type { Database, StepTable } from "../../store/index.ts";
import type { StepKey, StepStatus } from "../line/state.ts";
import { stepLabel } from "../line/state.ts";

export type StepRow = Selectable<StepTable>;

/** A row as the line's pure functions see it, with what people are told. */
export interface StepRecord extends StepStatus {
  readonly row: StepRow;
  readonly message: string;
}

/** A row with the fields that the line's pure functions read at its top. */
export function toStepRecord(row: StepRow): StepRecord {
  const { step, kind, architecture, state, result, message } = row;
  return { step, kind, architecture, state, result, message, row } as StepRecord;
}

/** A step's own statement, which was verified when it was taken over; undefined before. */
export function statementOf({ row }: StepRecord): Statement | undefined {
  if (row.envelope === "") return undefined;
  const { payload } = JSON.parse(row.envelope) as { payload: string };
  return JSON.parse(Buffer.from(payload, "base64").toString("utf8")) as Statement;
}

/** All steps of an update, in the order in which they were laid out. */
export async function stepsOf(db: Kysely<Database>, updateId: string): Promise<StepRecord[]> {
  const rows = await db.selectFrom("step").selectAll().where("update_id", "=", updateId).orderBy("position").execute();
  return rows.map(toStepRecord);
}

/** Throws NOT_FOUND. */
export async function getStep(db: Kysely<Database>, updateId: string, key: StepKey): Promise<StepRecord> {
  const row = await selectStep(db, updateId, key).executeTakeFirst();
  if (!row) throw new SamedayError("NOT_FOUND", `Update ${updateId} has no step ${stepLabel(key)}.`);
  return toStepRecord(row);
}

function selectStep(db: Kysely<Database>, updateId: string, key: StepKey) {
  return db
    .selectFrom("step")
    .selectAll()
    .where("update_id", "=", updateId)
    .where("step", "=", key.step)
    .where("kind", "=", key.kind)
    .where("architecture", "=", key.architecture);
}

/** Lays out the steps of a new update, all waiting. */
export async function insertSteps(db: Kysely<Database>, updateId: string, keys: readonly StepKey[]): Promise<void> {
  const rows = keys.map((key, position) => ({
    update_id: updateId,
    position,
    ...key,
    state: "waiting" as const,
    party: "",
    reason: "",
    message: "",
    envelope: "",
  }));
  await db.insertInto("step").values(rows).execute();
}

export async function setStep(
  db: Kysely<Database>,
  updateId: string,
  key: StepKey,
  change: Updateable<StepTable>,
): Promise<void> {
  await db
    .updateTable("step")
    .set(change)
    .where("update_id", "=", updateId)
    .where("step", "=", key.step)
    .where("kind", "=", key.kind)
    .where("architecture", "=", key.architecture)
    .execute();
}
