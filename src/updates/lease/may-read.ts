import type { LineContext } from "../context.ts";
import type { LeaseHolder } from "./finish-lease.ts";

/** Whether a lease names a file: a builder gets the source, the packages and the environment of its own update only. */
export async function mayRead(context: LineContext, holder: LeaseHolder, sha256: string): Promise<boolean> {
  const { db } = context.store;
  const [file, environment] = await Promise.all([
    db
      .selectFrom("update_file")
      .select("name")
      .where("update_id", "=", holder.update.id)
      .where("sha256", "=", sha256)
      .executeTakeFirst(),
    db
      .selectFrom("environment")
      .select("package")
      .where("update_id", "=", holder.update.id)
      .where("sha256", "=", sha256)
      .executeTakeFirst(),
  ]);
  return file !== undefined || environment !== undefined;
}
