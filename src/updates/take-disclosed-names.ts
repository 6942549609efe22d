import { isIssueId, isSealedId, SamedayError } from "../kernel/index.ts";
import { disclosedNames } from "../tracker/index.ts";
import type { LineContext } from "./context.ts";
import { type Editable, writeEdit } from "./edit-update.ts";
import { requireNotOut } from "./line/require-not-out.ts";
import { listUpdates, type UpdateRecord } from "./records/updates.ts";
import { checkTold } from "./steps/tell/check-told.ts";
import { sortedIssues } from "./steps/tell/told.ts";

/**
 * Gives open updates the public names of their sealed issues, as soon as our own layer has the commit of their disclosure.
 * Approvals lapse, as with every change of what users are told. Whoever disclosed them has most often done so already
 * (`sameday sealed disclose --update`); this is for who was cut off in between. To be called now and then.
 */
export async function takeDisclosedNames(context: LineContext): Promise<void> {
  const updates = await listUpdates(context.store.db);
  const waiting = updates.filter(({ state, issues }) => state === "open" && issues.some(isSealedId));
  let problem: unknown;
  for (const update of waiting) {
    // One that cannot be changed now keeps no other from it.
    await takeNames(context, update).catch((error) => {
      problem ??= error;
    });
  }
  if (problem !== undefined && !willPass(problem)) throw problem;
}

async function takeNames(context: LineContext, seen: UpdateRecord): Promise<void> {
  const sealed = seen.issues.filter(isSealedId);
  const names = await disclosedNames(context.runner, context.trackerDirectory, sealed);
  const listed = [...names].filter(([, name]) => isIssueId(name) && !name.endsWith("XXXX"));
  if (listed.length === 0) return;
  const now = new Map(listed);
  const issues = sortedIssues(seen.issues.map((issue) => now.get(issue) ?? issue));
  const { regression_of, summary, embargo_until } = seen;
  const after: Editable = {
    issues,
    new_issues: seen.new_issues.filter((issue) => issues.includes(issue)),
    ...{ regression_of, summary, embargo_until },
  };
  await checkTold(context, { ...seen, ...after });
  const tries = await requireNotOut(context, seen.id);
  const why = `${listed.map(([id, name]) => `${id} is public as ${name}`).join(", ")} since then.`;
  await writeEdit(context, { seen, after, tries, person: { id: "desk" }, action: "disclosed", why });
}

/** Somebody is at it, or the signer does not answer: the next time will do. */
function willPass(error: unknown): boolean {
  return error instanceof SamedayError && (error.code === "CONFLICT" || error.code === "SIGNER_UNREACHABLE");
}
