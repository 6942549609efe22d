import type { Kysely, Selectable } from "kysely";
import { SamedayError } from "../../kernel/index.ts";
import type { Database, UpdateTable } from "../../store/index.ts";

export type UpdateRecord = Selectable<UpdateTable>;

/** Everybody whose signature brought the update, by id: whoever signed the source first, then the others. None of them may approve. */
export function uploadersOf({ uploader, uploaders }: Pick<UpdateRecord, "uploader" | "uploaders">): readonly string[] {
  return [...new Set([uploader, ...uploaders])];
}

/** Throws NOT_FOUND. */
export async function getUpdate(db: Kysely<Database>, id: string): Promise<UpdateRecord> {
  const found = await db.selectFrom("update").selectAll().where("id", "=", id).executeTakeFirst();
  if (!found) throw new SamedayError("NOT_FOUND", `There is no update ${id}.`);
  return found;
}

/** Locks the row until the transaction ends, so that two people or two steps cannot move one update at once. */
export async function lockUpdate(db: Kysely<Database>, id: string): Promise<UpdateRecord> {
  const found = await db.selectFrom("update").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
  if (!found) throw new SamedayError("NOT_FOUND", `There is no update ${id}.`);
  return found;
}

/** The same source version for the same release is the same update; null when it has not come yet. */
export async function findUpdate(
  db: Kysely<Database>,
  what: { source: string; version: string; release: string },
): Promise<UpdateRecord | null> {
  const found = await db
    .selectFrom("update")
    .selectAll()
    .where("source", "=", what.source)
    .where("version", "=", what.version)
    .where("release", "=", what.release)
    .where("state", "in", ["open", "published"])
    .executeTakeFirst();
  return found ?? null;
}

/** Newest first. */
export function listUpdates(db: Kysely<Database>): Promise<UpdateRecord[]> {
  return db.selectFrom("update").selectAll().orderBy("number", "desc").execute();
}

export type NewUpdate = Omit<UpdateRecord, "id" | "number" | "state" | "reason" | "published_at">;

/** Writes a new open update and gives it its name. */
export async function insertUpdate(db: Kysely<Database>, update: NewUpdate): Promise<UpdateRecord> {
  const row = await db
    .insertInto("update")
    .values({ ...update, state: "open", reason: "", published_at: null })
    .returningAll()
    .executeTakeFirstOrThrow();
  return row;
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
