import { createReadStream } from "node:fs";
import { access, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { sql } from "kysely";
import type { Store } from "../../store/index.ts";
import { FILES, KNOWN_BEFORE } from "./facts-files.ts";
import { type KnownRow, parseKnownLine } from "./known-lines.ts";
import { currentFacts, readHead } from "./read-facts.ts";

/** What a making is told of issues that were known before. */
export interface KnownHandover {
  /** Tracker layers that were read before. */
  readonly layers: readonly string[];
  /** A file of lines as `knownLine` writes them; the next handover overwrites it. */
  readonly file: string;
}

/** What the database keeps of issues: since when this desk knows them. A backup holds it. */
export interface KnownRecord {
  /** Writes down all that is known, for the helper. */
  handOver(): Promise<KnownHandover>;
  /**
   * Takes what the current facts saw first into the database, and removes the file that held it until then.
   * What the database knows already stays as it is there, so that a second time changes nothing.
   */
  takeOver(): Promise<void>;
}

/** Lists hold some 300,000 names: the server, which stays small, has a piece of them in memory at a time. */
const ROWS_AT_ONCE = 5_000;
/** The form of `Date.toISOString`, in PostgreSQL's words. */
const ISO_TIME = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"';

/** `place` is where facts lie. */
export function createKnownRecord(store: Pick<Store, "db" | "transaction">, place: string): KnownRecord {
  return {
    async handOver() {
      const layers = await store.db.selectFrom("known_layer").select("layer").orderBy("layer").execute();
      await mkdir(place, { recursive: true, mode: 0o700 });
      const path = join(place, KNOWN_BEFORE);
      const file = await open(path, "w", 0o600);
      try {
        for (let after = ""; ; ) {
          // The database makes the lines: one text a piece leaves less behind in memory than 5,000 rows.
          const { rows } = await sql<{ lines: string | null; last: string | null }>`
            SELECT string_agg(issue || coalesce(' ' || to_char(since AT TIME ZONE 'UTC', ${ISO_TIME}), '') || E'\\n', '') AS lines,
              max(issue) AS last
            FROM (SELECT * FROM known_issue WHERE issue > ${after} ORDER BY issue LIMIT ${ROWS_AT_ONCE}) AS piece`.execute(
            store.db,
          );
          const [piece] = rows;
          if (!piece?.lines || piece.last === null) break;
          await file.write(piece.lines);
          after = piece.last;
        }
      } finally {
        await file.close();
      }
      return { layers: layers.map(({ layer }) => layer), file: path };
    },

    async takeOver() {
      const name = await currentFacts(place);
      if (name === null) return;
      const directory = join(place, name);
      const path = join(directory, FILES.known);
      if (!(await isThere(path))) return;
      // Without its head it cannot be said what was news; the names are known all the same.
      const { layers } = await readHead(directory).catch(() => ({ layers: [] }));
      // One transaction: layers without their issues would make all of these news.
      await store.transaction(async (trx) => {
        for await (const rows of rowsOf(path)) {
          const issues = rows.map(([issue]) => issue);
          const times = rows.map(([, since]) => since);
          await sql`INSERT INTO known_issue (issue, since)
            SELECT * FROM unnest(${issues}::text[], ${times}::timestamptz[]) ON CONFLICT DO NOTHING`.execute(trx);
        }
        await sql`INSERT INTO known_layer (layer)
          SELECT unnest(${[...layers]}::text[]) ON CONFLICT DO NOTHING`.execute(trx);
      });
      await rm(path);
    },
  };
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );
}

async function* rowsOf(path: string): AsyncIterable<KnownRow[]> {
  let piece: KnownRow[] = [];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const row = parseKnownLine(line);
    if (row) piece.push(row);
    if (piece.length < ROWS_AT_ONCE) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}
