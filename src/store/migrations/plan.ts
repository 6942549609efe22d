import { SamedayError } from "../../kernel/index.ts";
import { type Migration, migrationHash } from "./migration.ts";

export interface AppliedMigration {
  readonly name: string;
  readonly sha256: string;
}

/**
 * What is still to be applied to a database that has seen `applied` (in the order of their names).
 * Throws STORE_NEWER when it has seen one that we do not know, INTERNAL when one of ours was changed after its release
 * or slipped in before one already applied.
 */
export function planMigrations(
  known: readonly Migration[],
  applied: readonly AppliedMigration[],
): readonly Migration[] {
  const ours = new Map(known.map((migration) => [migration.name, migration]));
  for (const { name, sha256 } of applied) {
    const migration = ours.get(name);
    if (!migration) {
      throw new SamedayError(
        "STORE_NEWER",
        `The database was changed by a newer release (${name}), unknown to this one.`,
      );
    }
    if (migrationHash(migration) !== sha256) {
      throw new SamedayError("INTERNAL", `The migration ${name} is not the one that was applied to this database.`);
    }
  }
  const [done, open] = [known.slice(0, applied.length), known.slice(applied.length)];
  const late = done.find(({ name }) => !applied.some((one) => one.name === name));
  if (late) throw new SamedayError("INTERNAL", `The migration ${late.name} must come after those already applied.`);
  return open;
}

/** Throws INTERNAL unless names are well formed, unique and ascending: the order of a merge must not decide. */
export function checkRegistry(known: readonly Migration[]): void {
  known.forEach(({ name }, index) => {
    const number = String(index + 1).padStart(4, "0");
    if (!/^\d{4}-[a-z0-9-]+$/.test(name) || !name.startsWith(`${number}-`)) {
      throw new SamedayError("INTERNAL", `The migration ${name} stands in the place of number ${number}.`);
    }
  });
}
