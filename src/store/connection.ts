import { SamedayError } from "../kernel/index.ts";
import { ADMIN_ROLE, DATABASE_NAME, DATABASE_ROLE } from "./cluster/configuration.ts";

/** Where the database is: the private cluster's socket, or a URL whose password must never be shown. */
export type StoreConnection =
  | {
      readonly kind: "socket";
      readonly directory: string;
      readonly port: number;
      readonly user: string;
      readonly database: string;
    }
  | { readonly kind: "url"; readonly url: string };

export function clusterConnection(directory: string, port: number): StoreConnection & { kind: "socket" } {
  return { kind: "socket", directory, port, user: DATABASE_ROLE, database: DATABASE_NAME };
}

/** The cluster's own database and superuser, for its housekeeping only. */
export function adminConnection(directory: string, port: number): StoreConnection & { kind: "socket" } {
  return { kind: "socket", directory, port, user: ADMIN_ROLE, database: "postgres" };
}

/**
 * The value of DATABASE_URL (`postgresql://user:password@host:5432/name?sslmode=verify-full`).
 * Throws USAGE without repeating it.
 */
export function connectionFromUrl(url: string): StoreConnection {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const known = parsed?.protocol === "postgres:" || parsed?.protocol === "postgresql:";
  if (!parsed || !known || parsed.pathname.length < 2) {
    throw new SamedayError("USAGE", "DATABASE_URL is not of the form postgresql://user:password@host:port/database.");
  }
  return { kind: "url", url };
}

/** For people: where the database is, without its password. */
export function describeConnection(connection: StoreConnection): string {
  if (connection.kind === "socket") return `the private cluster at ${connection.directory}`;
  const { hostname, port, pathname } = new URL(connection.url);
  return `${pathname.slice(1)} at ${hostname || "the local socket"}${port ? `:${port}` : ""}`;
}

/** As node-postgres takes it. */
export function driverOptions(connection: StoreConnection): Record<string, unknown> {
  if (connection.kind === "url") return { connectionString: connection.url };
  const { directory, port, user, database } = connection;
  return { host: directory, port, user, database };
}

/** As PostgreSQL's own programs take it (libpq): in the environment, where other users cannot read a password. */
export function programEnvironment(connection: StoreConnection): Record<string, string> {
  if (connection.kind === "socket") {
    const { directory, port, user, database } = connection;
    return { PGHOST: directory, PGPORT: String(port), PGUSER: user, PGDATABASE: database };
  }
  const url = new URL(connection.url);
  const host = url.searchParams.get("host") ?? decodeURIComponent(url.hostname);
  const ssl = url.searchParams.get("sslmode");
  const entries: readonly (readonly [string, string])[] = [
    ["PGHOST", host],
    ["PGPORT", url.searchParams.get("port") ?? url.port],
    ["PGUSER", decodeURIComponent(url.username)],
    ["PGPASSWORD", decodeURIComponent(url.password)],
    ["PGDATABASE", decodeURIComponent(url.pathname.slice(1))],
    ["PGSSLMODE", ssl ?? ""],
    ["PGSSLROOTCERT", url.searchParams.get("sslrootcert") ?? ""],
  ];
  return Object.fromEntries(entries.filter(([, value]) => value !== ""));
}
