import type { Kysely, Selectable } from "kysely";
import { type Random, SamedayError } from "../../kernel/index.ts";
import type { Database, UpdateTable } from "../../store/index.ts";

export type UpdateRecord = Selectable<UpdateTable>;

/** Everybody whose signature brought the update, by id: whoever signed the source first, then the others. None of them may approve. */
export function uploadersOf({
  uploader,
  uploaders,
}: {
  readonly uploader: string;
  readonly uploaders: readonly string[];
}): readonly string[] {
  return [...new Set([uploader, ...uploaders])];
}

/** The one answer for a name that was never given and for an update that the asker may not know of. */
export function noSuchUpdate(id: string): SamedayError {
  return new SamedayError("NOT_FOUND", `There is no update ${id}.`);
}

/** Throws NOT_FOUND. */
export async function getUpdate(db: Kysely<Database>, id: string): Promise<UpdateRecord> {
  const found = await db.selectFrom("update").selectAll().where("id", "=", id).executeTakeFirst();
  if (!found) throw noSuchUpdate(id);
  return found;
}

/** Locks the row until the transaction ends, so that two people or two steps cannot move one update at once. */
export async function lockUpdate(db: Kysely<Database>, id: string): Promise<UpdateRecord> {
  const found = await db.selectFrom("update").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
  if (!found) throw noSuchUpdate(id);
  return found;
}

/** Updates of one source version, for one release when it is given, that have not been sent back; oldest first. */
export function liveUpdates(
  db: Kysely<Database>,
  what: { readonly source: string; readonly version: string; readonly release?: string },
): Promise<UpdateRecord[]> {
  const { release } = what;
  return db
    .selectFrom("update")
    .selectAll()
    .where("source", "=", what.source)
    .where("version", "=", what.version)
    .$if(release !== undefined, (select) => select.where("release", "=", release ?? ""))
    .where("state", "in", ["open", "published"])
    .orderBy("number")
    .execute();
}

/** All, or those that are named. Newest first. */
export function listUpdates(db: Kysely<Database>, ids?: readonly string[]): Promise<UpdateRecord[]> {
  return db
    .selectFrom("update")
    .selectAll()
    .$if(ids !== undefined, (select) => select.where("id", "in", ids ?? []))
    .orderBy("number", "desc")
    .execute();
}

export type NewUpdate = Omit<UpdateRecord, "id" | "number" | "state" | "reason" | "published_at" | "publish_said_at">;

const MOST_TRIES = 20;

/**
 * Writes a new open update under a name that nobody can guess from another's: nine random digits, drawn again when they
 * are taken. Names in a row would count the embargoed ones for everybody.
 */
export async function insertUpdate(db: Kysely<Database>, update: NewUpdate, random: Random): Promise<UpdateRecord> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const row = await db
      .insertInto("update")
      .values({ ...update, id: drawName(random), state: "open", reason: "", published_at: null, publish_said_at: null })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row) return row;
  }
  throw new SamedayError("INTERNAL", "No free name was found for the update.");
}

/** `U-` and a number from 100,000,000 to 999,999,999, each as likely as any other. */
function drawName(random: Random): string {
  const names = 900_000_000;
  const fair = 2 ** 32 - (2 ** 32 % names);
  for (;;) {
    const drawn = Buffer.from(random.bytes(4)).readUInt32BE();
    if (drawn < fair) return `U-${100_000_000 + (drawn % names)}`;
  }
}

/** Ends an update; `reason` is shown wherever it appears. */
export async function closeUpdate(
  db: Kysely<Database>,
  id: string,
  state: "refused" | "withdrawn",
  reason: string,
): Promise<void> {
  await db.updateTable("update").set({ state, reason }).where("id", "=", id).execute();
}

/** Users can have it from this instant on. */
export async function markPublished(db: Kysely<Database>, id: string, at: Date): Promise<void> {
  await db.updateTable("update").set({ state: "published", published_at: at }).where("id", "=", id).execute();
}
