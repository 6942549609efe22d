import type { strictToml } from "../../distribution/index.ts";

type Table = strictToml.TomlTable;

/** What a file says of itself; it is never inherited. */
const OWN_KEYS: ReadonlySet<string> = new Set(["name", "title", "source", "extends"]);

/**
 * What several policies say together, the later over the earlier: tables are joined key by key, anything else is replaced
 * whole. A value with its basis is replaced whole too, so that no number gets another one's source.
 */
export function mergePolicies(inherited: readonly Table[], own: Table): Table {
  const below = inherited.reduce<Table | undefined>(
    (joined, next) => (joined ? joinTables(joined, withoutOwnKeys(next)) : withoutOwnKeys(next)),
    undefined,
  );
  return below ? joinTables(below, own) : own;
}

function withoutOwnKeys(table: Table): Table {
  return { ...table, entries: new Map([...table.entries].filter(([key]) => !OWN_KEYS.has(key))) };
}

function joinTables(lower: Table, upper: Table): Table {
  const entries = new Map(lower.entries);
  for (const [key, entry] of upper.entries) {
    const below = entries.get(key);
    const joins = below?.node.kind === "table" && entry.node.kind === "table" && !isValue(entry.node);
    entries.set(key, joins ? { ...entry, node: joinTables(below.node as Table, entry.node as Table) } : entry);
  }
  return { kind: "table", entries, place: upper.place };
}

function isValue(table: Table): boolean {
  return table.entries.has("value") || table.entries.has("basis");
}
