import { sha256 } from "../../kernel/index.ts";

/**
 * One step of the database's shape. Once released it is never changed: its hash is recorded where it was applied,
 * and a database that saw another text is refused.
 */
export interface Migration {
  /** Four digits, a dash, the area: `0002-updates`. */
  readonly name: string;
  /** SQL statements, run in this order in one transaction. */
  readonly statements: readonly string[];
}

export function migrationHash({ name, statements }: Migration): string {
  return sha256(JSON.stringify([name, ...statements]));
}
