import type { Updateable } from "kysely";
import type { Person } from "../distribution/index.ts";
import { formatInstant, SamedayError } from "../kernel/index.ts";
import type { UpdateTable } from "../store/index.ts";
import { type ActDetails, actOn, requirePreparer, type Transaction } from "./acting.ts";
import type { LineContext } from "./context.ts";
import { requireNotOut, requireNotWithSigner } from "./line/require-not-out.ts";
import { requireOpen } from "./line/require-open.ts";
import { approvalsOf } from "./records/approvals.ts";
import { stepsOf } from "./records/steps.ts";
import { getUpdate, type UpdateRecord } from "./records/updates.ts";
import { lapseApprovals, reopenApproval } from "./steps/approve/lapse-approvals.ts";
import { checkTold } from "./steps/tell/check-told.ts";
import { sortedIssues } from "./steps/tell/told.ts";

/** What is to be said of an update from now on; what is left out stays as it is. */
export interface UpdateEdit {
  /** All that it fixes, in the place of those named before. */
  readonly issues?: readonly string[] | undefined;
  /** Issues that it fixes too and that no list of the tracker names yet. */
  readonly newIssues?: readonly string[] | undefined;
  /** The advisory whose regression it repairs; null for none. */
  readonly regressionOf?: string | null | undefined;
  readonly summary?: string | undefined;
  /** When its embargo ends, an instant to come; null for when somebody publishes it. */
  readonly embargoUntil?: Date | null | undefined;
}

export type Editable = Pick<UpdateRecord, "issues" | "new_issues" | "regression_of" | "summary" | "embargo_until">;

/**
 * Changes what is said of an update that is not published yet. Its approvals lapse, whatever changed: an approval is a
 * word about what users will be told and when, and an assistant must not move an approved update's hour by it.
 * Throws NOT_ALLOWED, INPUT_INVALID or NOT_FOUND (a name that cannot be told, an hour that is past, nothing to change),
 * CONFLICT (it has ended, is with the signer, or was changed at the same time), SIGNER_UNREACHABLE.
 */
export async function editUpdate(
  context: LineContext,
  updateId: string,
  edit: UpdateEdit,
  person: Person,
): Promise<void> {
  requirePreparer(person, "change what is said of an update");
  const seen = await getUpdate(context.store.db, updateId);
  requireOpen(seen, "changed");
  const tries = await requireNotOut(context, updateId);
  const after = edited(seen, edit, context.clock.now());
  const details = differences(seen, after);
  if (Object.keys(details).length === 0)
    throw new SamedayError("INPUT_INVALID", `${updateId} says all of that already.`);
  await checkTold(context, { ...seen, ...after });
  const why = `${person.id} changed ${updateId} afterwards (${Object.keys(details).join(", ")}).`;
  await writeEdit(context, { seen, after, tries, person, action: "edit", why });
}

/** A change of what is said of an update that can be told, on its way into the database. */
export interface CheckedEdit {
  /** The update as it was when it was looked at. */
  readonly seen: UpdateRecord;
  readonly after: Editable;
  /** What `requireNotOut` answered. */
  readonly tries: number;
  readonly person: Pick<Person, "id">;
  /** The audit entry's verb. */
  readonly action: string;
  /** Why approvals count no longer: one sentence. */
  readonly why: string;
}

/** Writes it and takes approvals back, or throws CONFLICT when the update is not what was looked at any more. */
export async function writeEdit(context: LineContext, edit: CheckedEdit): Promise<void> {
  const { seen, after, tries, person, action, why } = edit;
  const updateId = seen.id;
  await actOn(context, { updateId, person, action, details: differences(seen, after) }, async (trx, update) => {
    requireOpen(update, "changed");
    requireNotWithSigner(updateId, await stepsOf(trx, updateId), tries);
    if (Object.keys(differences(seen, update)).length > 0) {
      throw new SamedayError("CONFLICT", `Somebody else changed ${updateId} just now. Look at it and change it again.`);
    }
    await trx.updateTable("update").set(columns(after)).where("id", "=", updateId).execute();
    await takeApprovalsBack(context, trx, updateId, person.id, why);
  });
}

function edited(update: UpdateRecord, edit: UpdateEdit, now: Date): Editable {
  const added = edit.newIssues ?? [];
  const issues = sortedIssues([...(edit.issues ?? update.issues), ...added]);
  const new_issues = sortedIssues([...update.new_issues, ...added]).filter((issue) => issues.includes(issue));
  const { regressionOf = update.regression_of, summary = update.summary, embargoUntil = update.embargo_until } = edit;
  if (embargoUntil?.getTime() !== update.embargo_until?.getTime()) requireHour(update, embargoUntil, now);
  return { issues, new_issues, regression_of: regressionOf, summary, embargo_until: embargoUntil };
}

function requireHour({ id, embargoed }: UpdateRecord, until: Date | null, now: Date): void {
  if (!embargoed) throw new SamedayError("INPUT_INVALID", `${id} is not embargoed, so it has no hour.`);
  if (until !== null && until <= now) {
    const said = `${formatInstant(until)} is past; to end the embargo now, approve and publish ${id}.`;
    throw new SamedayError("INPUT_INVALID", said);
  }
}

/** Before and after of each field that is another, as the audit log keeps them. */
function differences(before: Editable, after: Editable): ActDetails {
  const was = told(before);
  const is = told(after);
  return Object.fromEntries(
    Object.keys(was)
      .filter((field) => was[field] !== is[field])
      .map((field) => [field, `${quoted(was[field])} → ${quoted(is[field])}`]),
  );
}

function told({ issues, new_issues, regression_of, summary, embargo_until }: Editable): Record<string, string> {
  return {
    issues: issues.join(" "),
    newIssues: new_issues.join(" "),
    regressionOf: regression_of ?? "",
    summary,
    embargoUntil: embargo_until?.toISOString() ?? "",
  };
}

function quoted(text: string | undefined): string {
  return text ? `“${text}”` : "nothing";
}

function columns({ issues, new_issues, regression_of, summary, embargo_until }: Editable): Updateable<UpdateTable> {
  return { issues, new_issues, regression_of, summary, embargo_until };
}

/** No word that was given counts any more; where the approval was complete it is open again. */
async function takeApprovalsBack(
  context: LineContext,
  trx: Transaction,
  updateId: string,
  actor: string,
  why: string,
): Promise<void> {
  const lapses = (await approvalsOf(trx, updateId)).map((row) => ({ row, why }));
  await lapseApprovals(context, trx, lapses, actor);
  const approve = (await stepsOf(trx, updateId)).find((step) => step.step === "approve");
  if (approve?.state === "done") await reopenApproval(context, trx, updateId, lapses);
}
