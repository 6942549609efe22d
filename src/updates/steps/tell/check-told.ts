import { join } from "node:path";
import { isIssueId, isSealedId, SamedayError } from "../../../kernel/index.ts";
import { addAdvisoryEntry, missingInLists, parseList, recordAdvisoryInLists } from "../../../tracker/index.ts";
import type { LineContext } from "../../context.ts";
import type { UpdateRecord } from "../../records/updates.ts";
import { advisoryNumberOf, nextAdvisory } from "./next-advisory.ts";
import { readIssueLists, readList } from "./read-list.ts";
import { advisoryEntry } from "./record-in-lists.ts";

/** The fields of an update that end in its advisory and in the tracker's lists. */
export type Announced = Pick<
  UpdateRecord,
  "source" | "version" | "release" | "issues" | "new_issues" | "regression_of" | "embargoed"
>;

/**
 * Whether what an update says about itself can be told once it is out: when it is announced, when that is changed, and
 * again when it is approved. After the publication it would be too late. Nothing is written. Of a sealed issue nothing is
 * known here but its name; it is told once it is disclosed, and until then only an embargoed update may name it.
 * Throws INPUT_INVALID or NOT_FOUND with the name that is wrong.
 */
export async function checkTold(context: LineContext, update: Announced): Promise<void> {
  for (const issue of update.issues) {
    if (!isSealedId(issue)) requireName(issue);
    // The name stays out of the sentence: who may not know of an embargo may read it.
    else if (!update.embargoed) throw wrong("Only an embargoed update may name a sealed issue.");
  }
  requireSubset(update);
  await requireKnown(context, update);
  if (update.regression_of !== null) await requireOwnAdvisory(context, update.source, update.regression_of);
  await rehearse(context, update);
}

function requireName(issue: string): void {
  if (!isIssueId(issue)) {
    throw wrong(`${issue} is not the name of an issue: CVE-2024-10918, or TEMP-1012345-0A1B2C while it has no number.`);
  }
  if (issue.endsWith("XXXX")) throw wrong(`${issue} names every issue without a number; use its temporary name.`);
}

function requireSubset({ issues, new_issues }: Announced): void {
  const stray = new_issues.find((issue) => !issues.includes(issue));
  if (stray !== undefined) throw wrong(`${stray} is said to be new, but the update does not fix it.`);
}

/** A drill's lists are those of an example, so there every issue may be new. */
async function requireKnown(context: LineContext, { issues, new_issues }: Announced): Promise<void> {
  let unknown: readonly string[] = issues.filter((issue) => !new_issues.includes(issue) && !isSealedId(issue));
  if (context.rehearses !== null) return;
  for (const directory of layersOf(context)) {
    if (unknown.length > 0) unknown = missingInLists(await readIssueLists(directory), unknown);
  }
  if (unknown.length === 0) return;
  throw wrong(
    `No list of the tracker names ${unknown.join(" or ")}. Mend the number, add it to the tracker, or say that it is new (--new-issue).`,
  );
}

function layersOf({ definition, trackerDirectory }: LineContext): readonly string[] {
  return [...new Set([trackerDirectory, ...definition.layers.map((layer) => layer.directory)])];
}

/** Throws unless the advisory is ours, was given, and is about the same source. */
async function requireOwnAdvisory(context: LineContext, source: string, id: string): Promise<void> {
  const { prefix } = context.definition.advisory;
  advisoryNumberOf(prefix, id);
  const list = await readList(join(context.trackerDirectory, prefix, "list"));
  const records = parseList(list, { path: `${prefix}/list`, kind: "advisories", prefix }).value.records;
  const listed = records.find((record) => record.name === id)?.notes.map((note) => note.package) ?? [];
  const own = await context.store.db
    .selectFrom("advisory")
    .innerJoin("update", "update.id", "advisory.update_id")
    .select("update.source")
    .where("advisory.id", "=", id)
    .executeTakeFirst();
  const sources = [...new Set([...listed, ...(own ? [own.source] : [])])];
  if (sources.length === 0) throw new SamedayError("NOT_FOUND", `There is no advisory ${id}.`);
  if (!sources.includes(source)) throw wrong(`${id} is about ${sources.join(" and ")}, not about ${source}.`);
}

/** Does in memory what telling will do to the lists, so that it meets what telling would meet. */
async function rehearse(context: LineContext, update: Announced): Promise<void> {
  const { prefix } = context.definition.advisory;
  const { id, revision } = await nextAdvisory(context, update.regression_of);
  const entry = advisoryEntry({ id, revision, at: context.clock.now() }, update);
  recordAdvisoryInLists(await readIssueLists(context.trackerDirectory), entry);
  addAdvisoryEntry(await readList(join(context.trackerDirectory, prefix, "list")), entry);
}

function wrong(message: string): SamedayError {
  return new SamedayError("INPUT_INVALID", message);
}
