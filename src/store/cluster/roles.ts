import pg from "pg";
import { adminConnection, driverOptions, type StoreConnection } from "../connection.ts";
import { DATABASE_NAME, DATABASE_ROLE } from "./configuration.ts";

/** Runs one piece of housekeeping as the cluster's superuser. */
export async function asAdmin<T>(
  socket: string,
  port: number,
  work: (client: pg.Client) => Promise<T>,
  connection: StoreConnection = adminConnection(socket, port),
): Promise<T> {
  const client = new pg.Client({ ...driverOptions(connection), connectionTimeoutMillis: 5000 });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Makes the role and the database of the program where they are missing. */
export async function ensureDatabase(socket: string, port: number): Promise<void> {
  await asAdmin(socket, port, async (client) => {
    const role = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [DATABASE_ROLE]);
    if (role.rowCount === 0) await client.query(`CREATE ROLE ${DATABASE_ROLE} LOGIN`);
    const database = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE_NAME]);
    if (database.rowCount === 0) {
      await client.query(`CREATE DATABASE ${DATABASE_NAME} OWNER ${DATABASE_ROLE} TEMPLATE template0 ENCODING 'UTF8'`);
      await client.query(`REVOKE ALL ON DATABASE ${DATABASE_NAME} FROM PUBLIC`);
    }
  });
}
