import type { Kysely } from "kysely";
import type { Distribution } from "../../distribution/index.ts";
import type { Approval } from "../../evidence/index.ts";
import type { Database } from "../../store/index.ts";
import { decisionsFor } from "../line/decisions-now.ts";
import { type Waiting, waitsFor } from "../line/waits.ts";
import { type ApprovalRecord, approvalsOf } from "../records/approvals.ts";
import { filesOf, type UpdateFile } from "../records/files.ts";
import { type StepRecord, stepsOf } from "../records/steps.ts";
import { getUpdate, noSuchUpdate, type UpdateRecord } from "../records/updates.ts";
import { maySee, type Reader } from "../visibility.ts";

/** One update with everything that its page, its row and its API answer are made from. */
export interface UpdateView {
  readonly update: UpdateRecord;
  readonly steps: readonly StepRecord[];
  readonly files: readonly UpdateFile[];
  readonly approvals: readonly ApprovalRecord[];
  readonly waiting: Waiting;
  readonly decisions: readonly Approval["decision"][];
}

/** Throws NOT_FOUND. */
export async function readUpdate(
  db: Kysely<Database>,
  definition: Distribution,
  id: string,
  now: Date,
): Promise<UpdateView> {
  return viewOf(db, definition, await getUpdate(db, id), now);
}

/**
 * The same for whoever may see it. Throws NOT_FOUND, after the same single query, for an update that the reader may not
 * know of and for a name that was never given.
 */
export async function readUpdateFor(
  db: Kysely<Database>,
  definition: Distribution,
  id: string,
  reader: Reader,
  now: Date,
): Promise<UpdateView> {
  const update = await getUpdate(db, id);
  if (!maySee(reader, update)) throw noSuchUpdate(id);
  return viewOf(db, definition, update, now);
}

async function viewOf(
  db: Kysely<Database>,
  definition: Distribution,
  update: UpdateRecord,
  now: Date,
): Promise<UpdateView> {
  const { id } = update;
  const [steps, files, approvals] = await Promise.all([stepsOf(db, id), filesOf(db, id), approvalsOf(db, id)]);
  const waiting = waitingOf(definition, update, steps, approvals, now);
  return { update, steps, files, approvals, waiting, decisions: decisionsFor(update, steps, definition.policy, now) };
}

/** What the update waits for, from its rows. */
export function waitingOf(
  definition: Distribution,
  update: UpdateRecord,
  steps: readonly StepRecord[],
  approvals: readonly ApprovalRecord[],
  now: Date,
): Waiting {
  const by = (decision: ApprovalRecord["decision"]) =>
    approvals.filter((approval) => approval.decision === decision).map((approval) => approval.person);
  return waitsFor(
    {
      state: update.state,
      reason: update.reason,
      issues: update.issues,
      uploader: update.uploader,
      uploaders: update.uploaders,
      embargoed: update.embargoed,
      embargoUntil: update.embargo_until,
      steps,
      approvers: by("approve"),
      overriders: by("override-proof"),
    },
    definition.policy,
    now,
  );
}
