import type { Kysely } from "kysely";
import type { Distribution } from "../../distribution/index.ts";
import type { Database } from "../../store/index.ts";
import type { Waiting } from "../line/waits.ts";
import type { ApprovalRecord } from "../records/approvals.ts";
import { type StepRecord, toStepRecord } from "../records/steps.ts";
import { listUpdates, type UpdateRecord } from "../records/updates.ts";
import { waitingOf } from "./update-view.ts";

export interface UpdateRow {
  readonly update: UpdateRecord;
  readonly steps: readonly StepRecord[];
  readonly approvals: readonly ApprovalRecord[];
  readonly waiting: Waiting;
}

/** Every update, or those that are named, with what each waits for; three queries however many there are. Newest first. */
export async function readAllUpdates(
  db: Kysely<Database>,
  definition: Distribution,
  now: Date,
  ids?: readonly string[],
): Promise<UpdateRow[]> {
  if (ids?.length === 0) return [];
  const [updates, steps, approvals] = await Promise.all([
    listUpdates(db, ids),
    // The envelopes are large and no row shows them.
    db
      .selectFrom("step")
      .select([
        "update_id",
        "position",
        "step",
        "kind",
        "architecture",
        "state",
        "result",
        "attempt",
        "party",
        "ready_at",
        "started_at",
        "finished_at",
        "reason",
        "message",
        "job_id",
      ])
      .$if(ids !== undefined, (select) => select.where("update_id", "in", ids ?? []))
      .orderBy("position")
      .execute(),
    db
      .selectFrom("approval")
      .selectAll()
      .where("lapsed", "=", "")
      .$if(ids !== undefined, (select) => select.where("update_id", "in", ids ?? []))
      .orderBy("given_at")
      .execute(),
  ]);
  const stepsByUpdate = groupByUpdate(steps);
  const approvalsByUpdate = groupByUpdate(approvals);
  return updates.map((update) => {
    const own = (stepsByUpdate.get(update.id) ?? []).map((row) => toStepRecord({ ...row, envelope: "" }));
    const given: readonly ApprovalRecord[] = approvalsByUpdate.get(update.id) ?? [];
    return { update, steps: own, approvals: given, waiting: waitingOf(definition, update, own, given, now) };
  });
}

function groupByUpdate<T extends { readonly update_id: string }>(
  rows: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.update_id);
    if (group) group.push(row);
    else groups.set(row.update_id, [row]);
  }
  return groups;
}
