import { adminConnection } from "../connection.ts";
import { DATABASE_NAME } from "./configuration.ts";
import { asAdmin } from "./roles.ts";

/** Rows of every table of the program's database, by `schema.table`. */
export function countRows(socket: string, port: number): Promise<Map<string, number>> {
  const connection = { ...adminConnection(socket, port), database: DATABASE_NAME };
  return asAdmin(
    socket,
    port,
    async (client) => {
      const tables = await client.query<{ name: string }>(
        `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
         WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY name`,
      );
      const counts = new Map<string, number>();
      for (const { name } of tables.rows) {
        const counted = await client.query<{ rows: string }>(`SELECT count(*) AS rows FROM ${name}`);
        counts.set(name, Number(counted.rows[0]?.rows));
      }
      return counts;
    },
    connection,
  );
}

/** The first table that one side lacks or that holds another number of rows. */
export function firstDifference(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): string | undefined {
  return [...new Set([...a.keys(), ...b.keys()])].find((name) => a.get(name) !== b.get(name));
}
