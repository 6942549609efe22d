import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Random } from "../../src/kernel/index.ts";
import type { Database } from "../../src/store/index.ts";
import { migrate } from "../../src/store/migrations/migrate.ts";
import { MIGRATIONS } from "../../src/store/migrations/registry.ts";
import { systemRandom } from "../../src/system/index.ts";
import { insertUpdate, listUpdates, type NewUpdate } from "../../src/updates/index.ts";
import { type LineWorld, NOW, openLine } from "./updates-kit.ts";

/** What an update is called, in a real PostgreSQL. */

let world: LineWorld;
let made = 0;

beforeAll(async () => {
  world = await openLine("outbox");
});
afterAll(() => world?.close());

function wanted(name?: string): NewUpdate {
  made += 1;
  const source = name ?? `named${made}`;
  const times = { known_at: NOW, deadline_at: NOW, created_at: NOW, embargo_until: null };
  const what = { source, version: "1.0-1", release: "bookworm", architectures: ["amd64"], issues: [], new_issues: [] };
  return {
    ...{ ...what, ...times, embargoed: false, uploader: "pia", uploaders: ["pia"], uploader_fingerprint: "" },
    ...{ regression_of: null, summary: "" },
  };
}

/** Dice that show these numbers. */
function dice(...numbers: number[]): Random {
  return {
    bytes(count) {
      const bytes = Buffer.alloc(count);
      bytes.writeUInt32BE(numbers.shift() ?? 0);
      return bytes;
    },
  };
}

test("names are nine random digits: none follows from another, and lists keep the order of arrival", async () => {
  const { db } = world.context.store;
  const names: string[] = [];
  for (let index = 0; index < 20; index += 1) names.push((await insertUpdate(db, wanted(), systemRandom)).id);
  for (const name of names) expect(name).toMatch(/^U-[1-9]\d{8}$/);
  const numbers = names.map((name) => Number(name.slice(2)));
  expect(numbers).not.toEqual([...numbers].sort((a, b) => a - b));
  expect((await listUpdates(db)).map(({ id }) => id).slice(0, 20)).toEqual([...names].reverse());
});

test("a name that is taken is drawn again, within the same transaction", async () => {
  const { store } = world.context;
  const first = await insertUpdate(store.db, wanted(), dice(5));
  expect(first.id).toBe("U-100000005");
  const second = await store.transaction((trx) => insertUpdate(trx, wanted(), dice(5, 5, 6)));
  expect(second.id).toBe("U-100000006");
});

test("every name is as likely as any other: what would come out twice is thrown again", async () => {
  const { db } = world.context.store;
  expect((await insertUpdate(db, wanted(), dice(2 ** 32 - 1, 7))).id).toBe("U-100000007");
  await expect(insertUpdate(db, wanted(), dice(...Array(20).fill(7)))).rejects.toMatchObject({ code: "INTERNAL" });
});

test("of one version there may be several only where somebody may not know of the other", async () => {
  const { db } = world.context.store;
  const open = wanted("twice");
  await insertUpdate(db, open, systemRandom);
  await expect(insertUpdate(db, { ...open, uploader: "eve" }, systemRandom)).rejects.toMatchObject({ code: "23505" });
  const hidden = { ...open, embargoed: true, uploader: "kit" };
  await insertUpdate(db, hidden, systemRandom);
  await insertUpdate(db, { ...hidden, uploader: "eve" }, systemRandom);
  await expect(insertUpdate(db, hidden, systemRandom)).rejects.toMatchObject({ code: "23505" });
});

test("updates of an older release keep the names that stand in what people have signed", async () => {
  const { connection } = world.context.store;
  if (connection.kind !== "socket") throw new Error("a private cluster is reached by its socket");
  const { directory: host, port, user, database } = connection;
  await sql`CREATE SCHEMA older`.execute(world.context.store.db);
  const pool = new pg.Pool({ host, port, user, database, options: "-c search_path=older" });
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(
      db,
      MIGRATIONS.filter(({ name }) => name < "0006"),
    );
    for (const source of ["one", "two"]) {
      const { uploaders: _, new_issues: __, ...row } = wanted(source);
      await sql`INSERT INTO update ${sql.raw(`(${Object.keys(row).join(", ")}, state, reason)`)}
        VALUES (${sql.join(Object.values(row))}, 'open', '')`.execute(db);
    }
    await migrate(db);
    await insertUpdate(db, wanted("three"), dice(9));
    expect((await listUpdates(db)).map(({ id }) => id)).toEqual(["U-100000009", "U-2", "U-1"]);
  } finally {
    await db.destroy();
  }
});
