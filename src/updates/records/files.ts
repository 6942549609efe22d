import type { Kysely, Selectable } from "kysely";
import type { Database, UpdateFileTable } from "../../store/index.ts";

export type UpdateFile = Selectable<UpdateFileTable>;

/** Every file of an update, sorted by role and name. */
export function filesOf(db: Kysely<Database>, updateId: string): Promise<UpdateFile[]> {
  return db
    .selectFrom("update_file")
    .selectAll()
    .where("update_id", "=", updateId)
    .orderBy("role")
    .orderBy("name")
    .execute();
}

/** Adds files; the same name again (a step that was repeated) takes the newer content. */
export async function putFiles(db: Kysely<Database>, files: readonly UpdateFile[]): Promise<void> {
  if (files.length === 0) return;
  await db
    .insertInto("update_file")
    .values([...files])
    .onConflict((conflict) =>
      conflict.columns(["update_id", "role", "architecture", "name"]).doUpdateSet((eb) => ({
        sha256: eb.ref("excluded.sha256"),
        size: eb.ref("excluded.size"),
        package: eb.ref("excluded.package"),
        package_version: eb.ref("excluded.package_version"),
        added_at: eb.ref("excluded.added_at"),
      })),
    )
    .execute();
}
