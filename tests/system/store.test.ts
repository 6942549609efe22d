import { execFileSync } from "node:child_process";
import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SamedayError } from "../../src/kernel/index.ts";
import {
  appendAudit,
  auditCheckpoint,
  type Cluster,
  openBlobStore,
  openStore,
  readAudit,
  type Store,
  startCluster,
  verifyAuditLog,
} from "../../src/store/index.ts";
import { clusterOptions, isRoot, scratch } from "./store-support.ts";

let base: Awaited<ReturnType<typeof scratch>>;
let cluster: Cluster;
let store: Store;

beforeAll(async () => {
  base = await scratch();
  cluster = await startCluster(clusterOptions(path.join(base.directory, "data")));
  store = await openStore({ connection: cluster.connection });
});

afterAll(async () => {
  await store?.close();
  await cluster?.stop();
  await base?.remove();
});

/** As the cluster's superuser: what an intruder with all rights could do. */
async function asSuperuser(statements: readonly string[]): Promise<void> {
  const { directory: host, port } = cluster.connection as { directory: string; port: number };
  const client = new pg.Client({ host, port, user: "sameday_admin", database: "sameday" });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

function event(action: string, at = new Date(), details: unknown = {}) {
  return { at, actor: "anna", action, object: "U-1", details };
}

describe("transactions", () => {
  test("what fails is undone as a whole", async () => {
    const attempt = store.transaction(async (trx) => {
      await trx.insertInto("setting").values({ name: "undone", value: "1", changed_at: new Date() }).execute();
      throw new SamedayError("CONFLICT", "no");
    });
    await expect(attempt).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await store.db.selectFrom("setting").where("name", "=", "undone").selectAll().execute()).toEqual([]);
  });

  test("two that deadlock both come through", async () => {
    const now = new Date();
    await store.transaction((trx) =>
      trx
        .insertInto("setting")
        .values(["left", "right"].map((name) => ({ name, value: "0", changed_at: now })))
        .execute(),
    );
    let runs = 0;
    const raise = (first: string, second: string) =>
      store.transaction(async (trx) => {
        runs += 1;
        const up = (name: string) =>
          sql`UPDATE setting SET value = ((value #>> '{}')::int + 1)::text::json WHERE name = ${name}`.execute(trx);
        await up(first);
        await sql`SELECT pg_sleep(0.2)`.execute(trx);
        await up(second);
      });
    await Promise.all([raise("left", "right"), raise("right", "left")]);
    expect(runs).toBeGreaterThan(2);
    const values = await store.db
      .selectFrom("setting")
      .select("value")
      .where("name", "in", ["left", "right"])
      .execute();
    expect(values).toEqual([{ value: 2 }, { value: 2 }]);
  });

  test("serializable ones that read what the other writes are repeated until they agree", async () => {
    await store.transaction((trx) =>
      trx.insertInto("setting").values({ name: "counter", value: "0", changed_at: new Date() }).execute(),
    );
    const raise = () =>
      store.transaction(
        async (trx) => {
          const { value } = await trx
            .selectFrom("setting")
            .select("value")
            .where("name", "=", "counter")
            .executeTakeFirstOrThrow();
          const next = JSON.stringify((value as number) + 1);
          await trx.updateTable("setting").set({ value: next }).where("name", "=", "counter").execute();
        },
        { isolation: "serializable" },
      );
    await Promise.all([raise(), raise(), raise(), raise()]);
    const row = await store.db.selectFrom("setting").select("value").where("name", "=", "counter").executeTakeFirst();
    expect(row).toEqual({ value: 4 });
  });

  test("a statement that takes too long is ended", async () => {
    const hasty = await openStore({ connection: cluster.connection, statementTimeoutMs: 100 });
    await expect(sql`SELECT pg_sleep(5)`.execute(hasty.db)).rejects.toMatchObject({ code: "57014" });
    await hasty.close();
  });

  test("statements are kept by a store that is to keep them, each once, and a transaction that was undone spoils none", async () => {
    const keeping = await openStore({ connection: cluster.connection, prepared: true, maxConnections: 1 });
    const ask = (db: Store["db"], value: number) =>
      sql<{ doubled: number }>`SELECT 2 * ${value}::int AS doubled`.execute(db);
    for (const value of [1, 2, 3]) expect((await ask(keeping.db, value)).rows).toEqual([{ doubled: 2 * value }]);
    const broken = keeping.transaction(async (trx) => {
      await sql`SELECT 1 / ${0}::int`.execute(trx);
    });
    await expect(broken).rejects.toMatchObject({ code: "22012" });
    const again = sql<{ one: number }>`SELECT 1 / ${1}::int AS one`.execute(keeping.db);
    expect((await again).rows).toEqual([{ one: 1 }]);
    const kept = sql<{ statement: string }>`SELECT statement FROM pg_prepared_statements ORDER BY prepare_time`;
    const statements = (await kept.execute(keeping.db)).rows.map((row) => row.statement);
    expect(statements).toEqual([...new Set(statements)]);
    expect(statements).toContain("SELECT 2 * $1::int AS doubled");
    await keeping.close();
  });

  test("connections that are broken from outside are replaced", async () => {
    const lost: Error[] = [];
    const other = await openStore({ connection: cluster.connection, onConnectionLost: (error) => lost.push(error) });
    await other.db.selectFrom("setting").select("name").execute();
    await asSuperuser(["SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sameday'"]);
    await expect.poll(() => lost.length).toBeGreaterThan(0);
    const count = (trx: Store["db"]) => trx.selectFrom("setting").select("name").execute();
    expect((await other.transaction(count)).length).toBeGreaterThan(0);
    expect((await store.transaction(count)).length).toBeGreaterThan(0);
    await other.close();
  });
});

test("a transaction whose connection breaks between two statements fails as unavailable, and nothing else happens", async () => {
  const attempt = store.transaction(async (trx) => {
    await trx.insertInto("setting").values({ name: "broken", value: "1", changed_at: new Date() }).execute();
    await asSuperuser(["SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sameday'"]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await trx.insertInto("setting").values({ name: "broken", value: "2", changed_at: new Date() }).execute();
  });
  await expect(attempt).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  expect(await store.db.selectFrom("setting").where("name", "=", "broken").selectAll().execute()).toEqual([]);
});

describe("advisory locks", () => {
  test("work of one name is done one after the other, of two names side by side", async () => {
    const running = new Set<string>();
    let most = 0;
    const work = (name: string) =>
      store.withAdvisoryLock(name, async () => {
        expect(running.has(name)).toBe(false);
        running.add(name);
        most = Math.max(most, running.size);
        await new Promise((resolve) => setTimeout(resolve, 100));
        running.delete(name);
      });
    await Promise.all(["a", "a", "b", "b"].map(work));
    expect(most).toBe(2);
  });

  test("who cannot wait is told", async () => {
    await store.withAdvisoryLock("busy", async () => {
      const second = store.withAdvisoryLock("busy", async () => undefined, { waitMs: 100 });
      await expect(second).rejects.toThrow("Somebody else is busy with busy.");
    });
    await expect(store.withAdvisoryLock("busy", async () => 7)).resolves.toBe(7);
  });
});

describe("migrations", () => {
  test("several servers that start together apply each once", async () => {
    await asSuperuser(["CREATE DATABASE fresh OWNER sameday"]);
    const connection = { ...cluster.connection, database: "fresh" } as Cluster["connection"];
    const stores = await Promise.all([1, 2, 3].map(() => openStore({ connection })));
    const names = await stores[0]?.db.selectFrom("migration").select("name").execute();
    expect(names?.length).toBe(new Set(names?.map(({ name }) => name)).size);
    for (const one of stores) await one.close();
  });

  test("a database of a newer release is refused, and left alone", async () => {
    await store.db.insertInto("migration").values({ name: "9999-future", sha256: "x" }).execute();
    await expect(openStore({ connection: cluster.connection })).rejects.toMatchObject({ code: "STORE_NEWER" });
    await store.db.deleteFrom("migration").where("name", "=", "9999-future").execute();
  });

  test("a database that saw another text of a migration is refused", async () => {
    const first = store.db.updateTable("migration").where("name", "=", "0001-base");
    const { sha256 } = await store.db
      .selectFrom("migration")
      .select("sha256")
      .where("name", "=", "0001-base")
      .executeTakeFirstOrThrow();
    await first.set({ sha256: "0".repeat(64) }).execute();
    await expect(openStore({ connection: cluster.connection })).rejects.toThrow(/0001-base is not the one/);
    await first.set({ sha256 }).execute();
    await (await openStore({ connection: cluster.connection })).close();
  });
});

describe("audit log", () => {
  test("entries of many at once form one chain without gaps", async () => {
    const before = (await auditCheckpoint(store.db)).sequence;
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        store.transaction((trx) => appendAudit(trx, event("together", new Date(), { index }))),
      ),
    );
    const verdict = await verifyAuditLog(store);
    expect(verdict).toMatchObject({ entries: before + 40 });
    expect(verdict.brokenAt).toBeUndefined();
    expect(verdict.head).toEqual(await auditCheckpoint(store.db));
  });

  test("what is rolled back leaves no entry and no gap", async () => {
    const before = await auditCheckpoint(store.db);
    const attempt = store.transaction(async (trx) => {
      await appendAudit(trx, event("never"));
      throw new Error("stop");
    });
    await expect(attempt).rejects.toThrow("stop");
    expect(await auditCheckpoint(store.db)).toEqual(before);
    const entry = await store.transaction((trx) => appendAudit(trx, event("after")));
    expect(entry).toMatchObject({ sequence: before.sequence + 1, previousHash: before.hash });
  });

  test("serializable transactions append as well", async () => {
    const append = (index: number) =>
      store.transaction((trx) => appendAudit(trx, event("serial", new Date(), { index })), {
        isolation: "serializable",
      });
    await Promise.all([append(1), append(2), append(3)]);
    expect((await verifyAuditLog(store)).brokenAt).toBeUndefined();
  });

  test("outside a transaction nothing is appended", async () => {
    await expect(appendAudit(store.db, event("alone"))).rejects.toMatchObject({ code: "INTERNAL" });
  });

  test("a clock set back is seen, and does not disturb the order", async () => {
    await store.transaction((trx) => appendAudit(trx, event("now", new Date("2026-11-21T12:00:00Z"))));
    const { sequence } = await store.transaction((trx) =>
      appendAudit(trx, event("earlier", new Date("2020-01-01T00:00:00Z"))),
    );
    const verdict = await verifyAuditLog(store);
    expect(verdict.brokenAt).toBeUndefined();
    expect(verdict.clockSetBack).toContain(sequence);
  });

  test("is read newest first, by object, in pages", async () => {
    await store.transaction((trx) =>
      appendAudit(trx, { ...event("x", new Date(), { n: 1.5, s: "é" }), object: "U-99" }),
    );
    await store.transaction((trx) => appendAudit(trx, { ...event("y"), object: "U-99" }));
    const [newest] = await readAudit(store.db, { object: "U-99", limit: 1 });
    expect(newest).toMatchObject({ action: "y", object: "U-99" });
    const [oldest, none] = await readAudit(store.db, { object: "U-99", before: newest?.sequence ?? 0 });
    expect(oldest).toMatchObject({ action: "x", details: { n: 1.5, s: "é" } });
    expect(none).toBeUndefined();
  });

  test.each([
    ["UPDATE", "UPDATE audit_entry SET actor = 'x'"],
    ["DELETE", "DELETE FROM audit_entry"],
    ["TRUNCATE", "TRUNCATE audit_entry"],
    ["DELETE of its end", "DELETE FROM audit_head"],
  ])("%s is refused by the database", async (_what, statement) => {
    await expect(store.executeSql(statement)).rejects.toThrow(/only ever appended/);
  });

  describe("changed by a superuser, names the entry", () => {
    const OPEN = "ALTER TABLE audit_entry DISABLE TRIGGER ALL";
    const CLOSE = "ALTER TABLE audit_entry ENABLE TRIGGER ALL";
    const SAVE = "CREATE TABLE saved AS SELECT * FROM audit_entry";
    const SAVE_HEAD = "CREATE TABLE saved_head AS SELECT * FROM audit_head";
    const BACK = [
      "DELETE FROM audit_entry",
      "INSERT INTO audit_entry SELECT * FROM saved",
      "UPDATE audit_head SET (sequence, hash) = (SELECT sequence, hash FROM saved_head)",
      "DROP TABLE saved, saved_head",
      CLOSE,
    ];
    const last = "(SELECT max(sequence) FROM audit_entry)";
    const headToLast = `UPDATE audit_head SET (sequence, hash) =
      (SELECT sequence, hash FROM audit_entry WHERE sequence = ${last})`;

    async function tampered(statements: readonly string[]) {
      const checkpoint = await auditCheckpoint(store.db);
      await asSuperuser([SAVE, SAVE_HEAD, OPEN, ...statements]);
      try {
        return {
          alone: (await verifyAuditLog(store)).brokenAt,
          withCheckpoint: (await verifyAuditLog(store, checkpoint)).brokenAt,
          end: checkpoint.sequence,
        };
      } finally {
        await asSuperuser(BACK);
        expect((await verifyAuditLog(store, checkpoint)).brokenAt).toBeUndefined();
      }
    }

    test.each([
      ["actor", "UPDATE audit_entry SET actor = 'mallory' WHERE sequence = 7"],
      ["time", "UPDATE audit_entry SET at = at + interval '1 ms' WHERE sequence = 7"],
      ["details", `UPDATE audit_entry SET details = '{"index":-1}' WHERE sequence = 7`],
      ["spelling of the details", `UPDATE audit_entry SET details = (' ' || details::text)::json WHERE sequence = 7`],
      [
        "a second member of the same name",
        `UPDATE audit_entry SET details = '{"index":-1,"index":6}' WHERE sequence = 7`,
      ],
      ["hash", "UPDATE audit_entry SET hash = repeat('a', 64) WHERE sequence = 7"],
      ["order", "UPDATE audit_entry SET previous_hash = repeat('a', 64) WHERE sequence = 7"],
      ["an entry removed", "DELETE FROM audit_entry WHERE sequence = 7"],
    ])("%s", async (_what, statement) => {
      expect((await tampered([statement])).alone).toMatchObject({ sequence: 7 });
    });

    test("the end cut off", async () => {
      const { alone, end } = await tampered([`DELETE FROM audit_entry WHERE sequence > ${last} - 2`]);
      expect(alone).toMatchObject({ sequence: end - 1, reason: expect.stringMatching(/cut off/) });
    });

    test("the end cut off and its record mended: only a checkpoint tells", async () => {
      const cut = [`DELETE FROM audit_entry WHERE sequence > ${last} - 2`, headToLast];
      const { alone, withCheckpoint, end } = await tampered(cut);
      expect(alone).toBeUndefined();
      expect(withCheckpoint).toMatchObject({ sequence: end - 1 });
    });

    test("emptied with its record: only a checkpoint tells", async () => {
      const wipe = ["DELETE FROM audit_entry", "UPDATE audit_head SET sequence = 0, hash = repeat('0', 64)"];
      const { alone, withCheckpoint } = await tampered(wipe);
      expect(alone).toBeUndefined();
      expect(withCheckpoint).toMatchObject({ sequence: 1 });
    });
  });
});

test.runIf(isRoot)("a full disk refuses content and leaves nothing behind", async () => {
  const directory = path.join(base.directory, "small");
  await mkdir(directory);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", directory]);
  try {
    const blobs = await openBlobStore(directory);
    const small = await blobs.put(Buffer.alloc(300_000, 1));
    const large = Readable.from(Array.from({ length: 20 }, (_, index) => Buffer.alloc(100_000, index)));
    await expect(blobs.put(large)).rejects.toMatchObject({ code: "DISK_FULL" });
    expect(await readdir(path.join(directory, "incoming"))).toEqual([]);
    await expect(blobs.put(Buffer.alloc(300_000, 2))).resolves.toMatchObject({ size: 300_000 });
    expect(await blobs.has(small.sha256)).toBe(true);
  } finally {
    execFileSync("umount", [directory]);
  }
});
