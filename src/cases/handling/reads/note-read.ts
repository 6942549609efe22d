import { appendAudit } from "../../../store/index.ts";
import type { DeskLook } from "./look.ts";

/** What the audit log says of a look at the contents of a case; other looks are at its log, or at its lesson. */
export const CONTENT_READS = ["read case", "read messages", "read history", "read message as it came"] as const;

/** Entries with this object are about several cases, which their details name. */
export const SEVERAL_CASES = "cases";

/** Writes down that somebody is shown something of a case; whoever calls hands it out afterwards. */
export async function noteRead({ context, by, at }: DeskLook, action: string, id: string): Promise<void> {
  await context.vault.store.transaction(async (trx) => {
    await appendAudit(trx, { at, actor: by, action, object: `case ${id}` });
  });
}

/** The same for titles in a list: one entry that names the cases; none where no title is shown. */
export async function noteTitles({ context, by, at }: DeskLook, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await context.vault.store.transaction(async (trx) => {
    await appendAudit(trx, { at, actor: by, action: "read titles", object: SEVERAL_CASES, details: { ids } });
  });
}
