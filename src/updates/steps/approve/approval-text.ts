import { type Approval, builtWithout, formatApproval } from "../../../evidence/index.ts";
import { approvalEnd } from "../../../signer/index.ts";
import type { LineContext } from "../../context.ts";
import type { UpdateFile } from "../../records/files.ts";
import { type StepRecord, statementOf } from "../../records/steps.ts";
import type { UpdateRecord } from "../../records/updates.ts";
import { toldOf } from "../tell/told.ts";

/** An update as far as an approval names it. */
export interface ApprovedUpdate {
  readonly update: UpdateRecord;
  readonly files: readonly UpdateFile[];
  readonly steps: readonly StepRecord[];
}

/** The text that is offered for signing at this hour. Throws INPUT_INVALID when the reason has no place in it. */
export function offeredApproval(
  { clock, definition }: Pick<LineContext, "clock" | "definition">,
  update: ApprovedUpdate,
  decision: Approval["decision"],
  reason: string,
): string {
  const until = approvalEnd(clock.now(), definition.policy.approvalDays);
  return formatApproval(approvalFor(update, decision, reason, until));
}

/**
 * What has to be signed to release this update as it is now: the .dsc and every .deb by hash, sorted by name; what users
 * will be told; what it was built without; and until when it counts (`approvalEnd` of the hour at which it is offered).
 */
export function approvalFor(
  { update, files, steps }: ApprovedUpdate,
  decision: Approval["decision"],
  reason: string,
  until: string,
): Approval {
  const signed = files.filter(
    (file) =>
      (file.role === "source" && file.name.endsWith(".dsc")) || (file.role === "built" && /\.u?deb$/.test(file.name)),
  );
  return {
    edition: 4,
    decision,
    update: update.id,
    source: update.source,
    version: update.version,
    release: update.release,
    ...toldOf(update),
    builtWithout: builtWithout(steps.flatMap((step) => statementOf(step) ?? [])),
    until,
    files: signed
      .map(({ name, sha256 }) => ({ name, sha256 }))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    reason,
  };
}
