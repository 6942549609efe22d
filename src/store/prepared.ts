import type { PoolClient } from "pg";

/** Statements whose text is put together of lists are many; what is past this number is sent as it is. */
const MOST = 200;

type Query = (...words: readonly unknown[]) => unknown;

/**
 * Names each text with values that is sent over a connection, so that PostgreSQL reads it once and may keep its plan
 * (PREPARE(7)). The driver sends a name's text the first time alone.
 */
export function prepareStatements(client: Pick<PoolClient, "query">): void {
  const names = new Map<string, string>();
  const query = client.query.bind(client) as Query;
  const named: Query = (text, values, ...more) => {
    if (typeof text !== "string" || !Array.isArray(values) || values.length === 0) return query(text, values, ...more);
    const known = names.get(text);
    if (known === undefined && names.size >= MOST) return query(text, values, ...more);
    const name = known ?? `s${names.size + 1}`;
    names.set(text, name);
    return query({ name, text, values }, ...more);
  };
  Object.assign(client, { query: named });
}
