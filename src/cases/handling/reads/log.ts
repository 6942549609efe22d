import { sql } from "kysely";
import { toSamedayError } from "../../../kernel/index.ts";
import { readAudit } from "../../../store/index.ts";
import type { Done } from "../../case/index.ts";
import { type CaseVault, noSuchCase, readActs, tendCase } from "../../records/index.ts";
import { actSentence, isInVerbs } from "../acts/act-sentence.ts";
import type { HandlingContext } from "../context.ts";
import type { KeptCase } from "../kept.ts";
import { isPerson, readingOf } from "../people/access.ts";
import { type DeskLook, lookOf } from "./look.ts";
import { noteRead, SEVERAL_CASES } from "./note-read.ts";

interface Line {
  readonly at: Date;
  readonly by: string;
  readonly what: string;
}

const MOST = 5_000;

/**
 * What happened to a case and who read it, the oldest first. For whoever may read the case with what was said; for auditors
 * the verbs alone, also of a case whose contents were destroyed or do not open.
 */
export async function showLog(context: HandlingContext, by: string, id: string): Promise<readonly Line[]> {
  const look = await lookOf(context, by);
  const reading = await readingNow(look, id);
  if (reading === "nothing") throw noSuchCase(id);
  const entries = await entriesOf(context.vault.store.db, id);
  if (entries.length === 0) throw noSuchCase(id);
  if (reading === "log") {
    await noteRead(look, "read log", id);
    return entries;
  }
  const acts = await readActs<Done>(context.vault, id, by);
  const others = entries.filter(({ what }) => !isInVerbs(what));
  const done = acts.map(({ contents }) => ({ at: contents.at, by: contents.by, what: actSentence(contents.act) }));
  return [...others, ...done].sort((a, b) => a.at.getTime() - b.at.getTime());
}

async function readingNow(look: DeskLook, id: string): Promise<ReturnType<typeof readingOf>> {
  const { context, definition, staff, by } = look;
  try {
    const { contents } = await tendCase<KeptCase>(context.vault, context.vault.store.db, id);
    return readingOf(contents.case, look);
  } catch (error) {
    const { code } = toSamedayError(error);
    if (code !== "NOT_FOUND" && code !== "SEAL_BROKEN") throw error;
    return isPerson(definition, by) && staff.auditors.includes(by) ? "log" : "nothing";
  }
}

/** The audit log's entries about a case, and about lists in which its title stood. */
async function entriesOf(db: CaseVault["store"]["db"], id: string): Promise<readonly Line[]> {
  const about = await readAudit(db, { object: `case ${id}`, limit: MOST });
  const inLists = await db
    .selectFrom("audit_entry")
    .select(["sequence", "at", "actor", "action"])
    .where("object", "=", SEVERAL_CASES)
    .where(sql<boolean>`details::jsonb @> ${JSON.stringify({ ids: [id] })}::jsonb`)
    .orderBy("sequence", "desc")
    .limit(MOST)
    .execute();
  return [...about, ...inLists]
    .sort((a, b) => a.sequence - b.sequence)
    .map(({ at, actor, action }) => ({ at, by: actor, what: action }));
}
