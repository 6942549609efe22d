import { type Approval, builtWithout } from "../../../evidence/index.ts";
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

/**
 * What has to be signed to release this update as it is now: the .dsc and every .deb by hash, sorted by name; what users
 * will be told; and what it was built without.
 */
export function approvalFor(
  { update, files, steps }: ApprovedUpdate,
  decision: Approval["decision"],
  reason: string,
): Approval {
  const signed = files.filter(
    (file) =>
      (file.role === "source" && file.name.endsWith(".dsc")) || (file.role === "built" && /\.u?deb$/.test(file.name)),
  );
  return {
    decision,
    update: update.id,
    source: update.source,
    version: update.version,
    release: update.release,
    ...toldOf(update),
    builtWithout: builtWithout(steps.flatMap((step) => statementOf(step) ?? [])),
    files: signed
      .map(({ name, sha256 }) => ({ name, sha256 }))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    reason,
  };
}
