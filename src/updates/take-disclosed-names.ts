import type { Person } from "../distribution/index.ts";
import { type IssueId, isIssueId, isSealedId, SamedayError, type SealedId } from "../kernel/index.ts";
import { disclosedNames } from "../tracker/index.ts";
import { requirePreparer } from "./acting.ts";
import type { LineContext } from "./context.ts";
import { type Editable, writeEdit } from "./edit-update.ts";
import { requireNotOut } from "./line/require-not-out.ts";
import { requireOpen } from "./line/require-open.ts";
import { getUpdate, listUpdates, type UpdateRecord } from "./records/updates.ts";
import { checkTold } from "./steps/tell/check-told.ts";
import { sortedIssues } from "./steps/tell/told.ts";

/*
 * An update that names sealed issues gets their public names from the commit of their disclosure in our own layer: the desk
 * learns them when everybody can, and from nowhere else. Approvals lapse, as with every change of what users are told.
 */

/**
 * Done for a person who has disclosed all of them. Throws NOT_ALLOWED, ISSUE_SEALED when our layer has no such commit for one
 * of them, and what an edit throws. An update that names no sealed issue stays as it is.
 */
export async function takeDisclosedNamesOf(context: LineContext, updateId: string, person: Person): Promise<void> {
  requirePreparer(person, "change what is said of an update");
  const seen = await getUpdate(context.store.db, updateId);
  const sealed = seen.issues.filter(isSealedId);
  if (sealed.length === 0) return;
  requireOpen(seen, "changed");
  const names = await disclosedNames(context.runner, context.trackerDirectory, sealed);
  for (const id of sealed) requireName(id, names.get(id));
  await takeNames(context, seen, names, person);
}

/** For who was cut off before that: the same for every open update, as far as issues are public. To be called now and then. */
export async function takeDisclosedNames(context: LineContext): Promise<void> {
  const updates = await listUpdates(context.store.db);
  let problem: unknown;
  for (const seen of updates.filter(({ state }) => state === "open")) {
    const sealed = seen.issues.filter(isSealedId);
    if (sealed.length === 0) continue;
    const names = await disclosedNames(context.runner, context.trackerDirectory, sealed);
    const usable = new Map([...names].filter(([, name]) => namesOne(name)));
    if (usable.size === 0) continue;
    // One that cannot be changed now keeps no other from it.
    await takeNames(context, seen, usable, { id: "desk" }).catch((error) => {
      problem ??= error;
    });
  }
  if (problem !== undefined && !willPass(problem)) throw problem;
}

async function takeNames(
  context: LineContext,
  seen: UpdateRecord,
  names: ReadonlyMap<SealedId, IssueId>,
  person: Pick<Person, "id">,
): Promise<void> {
  const issues = sortedIssues(seen.issues.map((issue) => names.get(issue) ?? issue));
  const { regression_of, summary, embargo_until } = seen;
  const after: Editable = {
    issues,
    new_issues: seen.new_issues.filter((issue) => issues.includes(issue)),
    ...{ regression_of, summary, embargo_until },
  };
  await checkTold(context, { ...seen, ...after });
  const tries = await requireNotOut(context, seen.id);
  const why = `${[...names].map(([id, name]) => `${id} is public as ${name}`).join(", ")} since then.`;
  await writeEdit(context, { seen, after, tries, person, action: "disclosed", why });
}

function requireName(id: SealedId, name: IssueId | undefined): void {
  if (name !== undefined && namesOne(name)) return;
  const how = name === undefined ? "has no commit that discloses it" : `has it as ${name}, which names many`;
  throw new SamedayError("ISSUE_SEALED", `${id} has no public name yet: the desk's tracker data ${how}.`);
}

function namesOne(name: IssueId): boolean {
  return isIssueId(name) && !name.endsWith("XXXX");
}

/** Somebody is at it, or the signer does not answer: the next time will do. */
function willPass(error: unknown): boolean {
  return error instanceof SamedayError && (error.code === "CONFLICT" || error.code === "SIGNER_UNREACHABLE");
}
