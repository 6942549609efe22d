import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import type { Store } from "../../store/index.ts";
import { FILES } from "./facts-files.ts";
import type { KnownBefore } from "./known-issues.ts";
import { type KnownRow, parseKnown } from "./known-lines.ts";
import { currentFacts, readHead } from "./read-facts.ts";

/** What the database keeps of issues: since when this desk knows them. A backup holds it. */
export interface KnownRecord {
  /** All that is known, as the helper is told it: one text, because lists hold some 300,000 names. */
  read(): Promise<KnownBefore>;
  /**
   * Takes what the current facts saw first into the database, and removes the file that held it until then.
   * What the database knows already stays as it is there, so that a second time changes nothing.
   */
  takeOver(): Promise<void>;
}

/** A statement's rows: a few make many round trips, very many make a large text. */
const ROWS_AT_ONCE = 10_000;

/** `place` is where facts lie. */
export function createKnownRecord(store: Pick<Store, "db" | "transaction">, place: string): KnownRecord {
  return {
    async read() {
      const layers = await store.db.selectFrom("known_layer").select("layer").orderBy("layer").execute();
      const { rows } = await sql<{ issues: string | null }>`SELECT string_agg(
          issue || coalesce(' ' || to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), ''), E'\n'
        ) AS issues FROM known_issue`.execute(store.db);
      return { layers: layers.map(({ layer }) => layer), issues: rows[0]?.issues ?? "" };
    },

    async takeOver() {
      const name = await currentFacts(place);
      if (name === null) return;
      const directory = join(place, name);
      const file = join(directory, FILES.known);
      const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return null;
        throw error;
      });
      if (text === null) return;
      // Without its head it cannot be said what was news; the names are known all the same.
      const { layers } = await readHead(directory).catch(() => ({ layers: [] }));
      // One transaction: layers without their issues would make all of these news.
      await store.transaction(async (trx) => {
        for (const rows of inPieces(parseKnown(text), ROWS_AT_ONCE)) {
          const issues = rows.map(([issue]) => issue);
          const times = rows.map(([, since]) => since);
          await sql`INSERT INTO known_issue (issue, since)
            SELECT * FROM unnest(${issues}::text[], ${times}::timestamptz[]) ON CONFLICT DO NOTHING`.execute(trx);
        }
        await sql`INSERT INTO known_layer (layer)
          SELECT unnest(${[...layers]}::text[]) ON CONFLICT DO NOTHING`.execute(trx);
      });
      await rm(file);
    },
  };
}

function* inPieces(rows: Iterable<KnownRow>, size: number): Iterable<KnownRow[]> {
  let piece: KnownRow[] = [];
  for (const row of rows) {
    piece.push(row);
    if (piece.length < size) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}
