import type { Kysely } from "kysely";
import type { BuildFindings, NamedFile } from "../../builder/index.ts";
import type { Database } from "../../store/index.ts";

/** One package of a build's environment; the size is that of the kept .deb. */
export type EnvironmentEntry = BuildFindings["environment"][number] & { readonly size: number };

/** Keeps which exact packages an update's build was made with. A repeated build replaces the record. */
export async function putEnvironment(
  db: Kysely<Database>,
  updateId: string,
  architecture: string,
  environment: readonly EnvironmentEntry[],
): Promise<void> {
  await db
    .deleteFrom("environment")
    .where("update_id", "=", updateId)
    .where("architecture", "=", architecture)
    .execute();
  if (environment.length === 0) return;
  await db
    .insertInto("environment")
    .values(
      environment.map((entry) => ({
        update_id: updateId,
        architecture,
        package: entry.package,
        version: entry.version,
        package_architecture: entry.architecture,
        sha256: entry.sha256,
        size: entry.size,
      })),
    )
    .execute();
}

/** The .deb files of a recorded environment, named as apt names them. */
export async function environmentOf(
  db: Kysely<Database>,
  updateId: string,
  architecture: string,
): Promise<NamedFile[]> {
  const rows = await db
    .selectFrom("environment")
    .selectAll()
    .where("update_id", "=", updateId)
    .where("architecture", "=", architecture)
    .orderBy("package")
    .execute();
  return rows.map((row) => ({
    name: `${row.package}_${row.version.replace(":", "%3a")}_${row.package_architecture}.deb`,
    sha256: row.sha256,
    size: row.size,
  }));
}
