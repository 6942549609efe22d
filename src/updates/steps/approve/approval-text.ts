import type { Approval } from "../../../evidence/index.ts";
import type { UpdateFile } from "../../records/files.ts";
import type { UpdateRecord } from "../../records/updates.ts";
import { toldOf } from "../tell/told.ts";

/** What has to be signed to release this update as it is now: the .dsc and every .deb by hash, sorted by name; and what users will be told. */
export function approvalFor(
  update: UpdateRecord,
  files: readonly UpdateFile[],
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
    files: signed
      .map(({ name, sha256 }) => ({ name, sha256 }))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    reason,
  };
}
