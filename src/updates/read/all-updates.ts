import type { Kysely } from "kysely";
import type { Distribution } from "../../distribution/index.ts";
import type { Database } from "../../store/index.ts";
import { decisionsFor } from "../line/decisions-now.ts";
import type { ApprovalRecord } from "../records/approvals.ts";
import { toStepRecord } from "../records/steps.ts";
import { listUpdates } from "../records/updates.ts";
import { type UpdateView, waitingOf } from "./update-view.ts";

/** What a row on the board is made from. */
export type UpdateRow = Omit<UpdateView, "files">;

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
    const waiting = waitingOf(definition, update, own, given, now);
    const decisions = decisionsFor(update, own, definition.policy, now);
    return { update, steps: own, approvals: given, waiting, decisions };
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
