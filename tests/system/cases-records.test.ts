import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addAct,
  addMessage,
  type CaseColumns,
  type CaseVault,
  changeCase,
  createCase,
  createMasterKey,
  createSpoolKey,
  destroyCase,
  findMessage,
  judgeMessageAgain,
  listCases,
  openSpoolReader,
  openSpoolWriter,
  readActs,
  readCase,
  readMessages,
  readRawMessage,
  remindersSaid,
  rewrapCaseKeys,
  sayReminders,
  tendCases,
} from "../../src/cases/index.ts";
import { type Cluster, openStore, readAudit, type Store, startCluster, verifyAuditLog } from "../../src/store/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import { clusterOptions, scratch } from "./store-support.ts";

/** Cases in a real database: what comes back, what does not open, what stands in the clear, and who is on record. */

const run = promisify(execFile);
const MARKER = "MARKER-PLAINTEXT-7f3a";
const NOW = new Date("2026-11-21T12:00:00Z");
const COLUMNS: CaseColumns = {
  team: "",
  state: "received",
  severity: null,
  policy: "tor",
  receivedAt: NOW,
  dueAt: new Date("2026-11-22T12:00:00Z"),
  expiresAt: null,
  publicAt: null,
};
const RAW = Buffer.from(`From: alice@reporter.example.net\r\nSubject: ${MARKER}\r\n\r\n${MARKER}\r\n`);

interface Contents {
  readonly title: string;
  readonly assignee?: string;
  readonly at: Date;
}

let base: Awaited<ReturnType<typeof scratch>>;
let cluster: Cluster;
let store: Store;
let vault: CaseVault;

beforeAll(async () => {
  base = await scratch();
  cluster = await startCluster(clusterOptions(path.join(base.directory, "data")));
  store = await openStore({ connection: cluster.connection });
  vault = { store, master: createMasterKey(systemRandom), clock: { now: () => NOW }, random: systemRandom };
});

afterAll(async () => {
  await store?.close();
  await cluster?.stop();
  await base?.remove();
});

let last = 0;

async function newCase(more: Partial<CaseColumns> = {}): Promise<string> {
  last += 1;
  const id = `SEC-2026-${String(last).padStart(4, "0")}`;
  const contents: Contents = { title: `${MARKER} in ${id}`, at: NOW };
  await store.transaction((trx) => createCase(vault, trx, { id, ...COLUMNS, ...more, contents }, "desk"));
  return id;
}

const keep = (caseId: string, raw: Uint8Array, arrival: string | null = null) =>
  store.transaction((trx) =>
    addMessage(vault, trx, { caseId, at: NOW, arrival, raw, contents: { from: MARKER } }, "desk"),
  );

const actions = async (id: string): Promise<string[]> =>
  (await readAudit(store.db, { object: `case ${id}` })).map(({ actor, action }) => `${actor}: ${action}`).reverse();

describe("a case", () => {
  test("comes back as it was written, is changed, and every look at it is on record", async () => {
    const id = await newCase();
    const first = await readCase<Contents>(vault, id, "pia");
    expect(first).toEqual({
      id,
      ...COLUMNS,
      changedAt: NOW,
      destroyedAt: null,
      contents: { title: `${MARKER} in ${id}`, at: NOW },
    });
    await store.transaction((trx) =>
      changeCase<Contents>(vault, trx, id, "pia", (now) => ({
        columns: { ...now, team: "relay", state: "claimed", severity: "high" },
        contents: { ...now.contents, assignee: "leo" },
        action: "claim case",
      })),
    );
    const second = await readCase<Contents>(vault, id, "leo");
    expect(second).toMatchObject({ team: "relay", state: "claimed", contents: { assignee: "leo", at: NOW } });
    expect(await actions(id)).toEqual(["desk: open case", "pia: read case", "pia: claim case", "leo: read case"]);
    expect((await verifyAuditLog(store)).brokenAt).toBeUndefined();
  });

  test("has a name of its own, and is not changed by what refuses", async () => {
    const id = await newCase();
    const again = store.transaction((trx) => createCase(vault, trx, { id, ...COLUMNS, contents: {} }, "desk"));
    await expect(again).rejects.toMatchObject({ code: "CONFLICT" });
    const refused = store.transaction((trx) =>
      changeCase(vault, trx, id, "pia", () => {
        throw new Error("no");
      }),
    );
    await expect(refused).rejects.toThrow("no");
    await expect(readCase(vault, "SEC-2026-9999", "pia")).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await actions(id)).toEqual(["desk: open case"]);
    expect(await actions("SEC-2026-9999")).toEqual([]);
  });

  test("two changes at once are both made, one on the other", async () => {
    const id = await newCase();
    const add = (word: string) =>
      store.transaction((trx) =>
        changeCase<Contents>(vault, trx, id, "pia", (now) => ({
          columns: now,
          contents: { ...now.contents, title: `${now.contents.title} ${word}` },
          action: "retitle case",
        })),
      );
    await Promise.all(["a", "b", "c"].map(add));
    const { title } = (await readCase<Contents>(vault, id, "pia")).contents;
    expect(title.split(" ").slice(-3).sort()).toEqual(["a", "b", "c"]);
  });

  test("is listed by what stands in the clear, the nearest deadline first", async () => {
    const late = await newCase({ team: "list", dueAt: new Date("2026-12-01T00:00:00Z") });
    const none = await newCase({ team: "list", state: "noise", dueAt: null });
    const soon = await newCase({ team: "list", dueAt: new Date("2026-11-22T00:00:00Z") });
    const ids = async (query: Parameters<typeof listCases>[1]) =>
      (await listCases(store.db, query)).map(({ id }) => id);
    expect(await ids({ team: "list" })).toEqual([soon, late, none]);
    expect(await ids({ team: "list", states: ["received"] })).toEqual([soon, late]);
    expect(await ids({ team: "list", dueBy: new Date("2026-11-25T00:00:00Z") })).toEqual([soon]);
  });
});

test("the desk opens cases for its own work without a word in the log, and one that does not open spoils no other", async () => {
  const [sound, spoilt, gone] = [
    await newCase({ team: "tend" }),
    await newCase({ team: "tend" }),
    await newCase({ team: "tend" }),
  ];
  await store.db
    .updateTable("case_record")
    .set({ contents: Buffer.from("spoilt") })
    .where("id", "=", spoilt)
    .execute();
  await store.transaction((trx) => destroyCase(vault, trx, gone, "dora"));
  const { cases, broken } = await tendCases<Contents>(vault, { team: "tend" });
  expect(cases.map(({ id, contents }) => [id, contents.at])).toEqual([[sound, NOW]]);
  expect(broken).toEqual([spoilt]);
  expect(await actions(sound)).toEqual(["desk: open case"]);
});

describe("messages", () => {
  test("are kept as they came; the same arrival or the same bytes once, wherever they are brought", async () => {
    const [id, other] = [await newCase(), await newCase()];
    const arrival = "a".repeat(64);
    const first = await keep(id, RAW, arrival);
    expect(first).toMatchObject({ caseId: id, isNew: true });
    const again = { id: first.id, caseId: id, isNew: false };
    expect(await keep(other, RAW, "b".repeat(64))).toEqual(again);
    expect(await keep(other, Buffer.from("other bytes"), arrival)).toEqual(again);
    expect(await findMessage(vault, store.db, { arrival: null, raw: RAW })).toEqual({ id: first.id, caseId: id });
    expect(await findMessage(vault, store.db, { arrival: null, raw: RAW.subarray(1) })).toBeUndefined();
    const read = await readMessages(vault, id, "pia");
    expect(read).toEqual([{ id: first.id, caseId: id, at: NOW, arrival, contents: { from: MARKER } }]);
    expect(Buffer.from(await readRawMessage(vault, first, "pia")).equals(RAW)).toBe(true);
    expect(await readMessages(vault, other, "pia")).toEqual([]);
    await expect(readRawMessage(vault, { ...first, caseId: other }, "pia")).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("are judged again, as when a key is found later", async () => {
    const id = await newCase();
    const message = await keep(id, Buffer.from("unreadable"));
    await store.transaction((trx) => judgeMessageAgain(vault, trx, message, { from: "known now" }, "pia"));
    expect((await readMessages(vault, id, "pia")).map(({ contents }) => contents)).toEqual([{ from: "known now" }]);
  });

  test("of 30 MB come back", async () => {
    const id = await newCase();
    const raw = Buffer.alloc(30_000_000, "large\r\n");
    const message = await keep(id, raw);
    expect(Buffer.from(await readRawMessage(vault, message, "pia")).equals(raw)).toBe(true);
  });
});

test("a case that is begun and destroyed in one transaction takes no message any more", async () => {
  const id = "SEC-2026-8888";
  const both = store.transaction(async (trx) => {
    await createCase(vault, trx, { id, ...COLUMNS, contents: {} }, "desk");
    await addAct(vault, trx, id, { act: "claim" });
    await destroyCase(vault, trx, id, "pia");
    await addAct(vault, trx, id, { act: "claim" });
  });
  await expect(both).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("history stands in its order, and a reminder is said once", async () => {
  const id = await newCase();
  await store.transaction(async (trx) => {
    expect(await addAct(vault, trx, id, { act: "claim" })).toBe(1);
  });
  await Promise.all([2, 3].map((act) => store.transaction((trx) => addAct(vault, trx, id, { act }))));
  expect((await readActs(vault, id, "pia")).map(({ number }) => number)).toEqual([1, 2, 3]);
  const say = (keys: readonly string[]) => store.transaction((trx) => sayReminders(trx, keys, NOW));
  const [claim, late] = [`${id} claim 75%`, `${id} claim 100%`];
  const said = await Promise.all([1, 2, 3].map(() => say([claim])));
  expect(said.flat()).toEqual([claim]);
  expect(await say([claim, late])).toEqual([late]);
  expect(await remindersSaid(store.db)).toEqual(new Set([claim, late]));
});

describe("whoever can write to the database", () => {
  const broken = { code: "SEAL_BROKEN" };

  test("cannot put one case's contents, key or message in another's place", async () => {
    const [a, b] = [await newCase(), await newCase()];
    const [first, second] = [await keep(a, Buffer.from("one")), await keep(a, Buffer.from("two"))];
    const { contents } = await store.db
      .selectFrom("case_record")
      .select("contents")
      .where("id", "=", a)
      .executeTakeFirstOrThrow();
    await store.db.updateTable("case_record").set({ contents }).where("id", "=", b).execute();
    await expect(readCase(vault, b, "pia")).rejects.toMatchObject(broken);
    const { raw } = await store.db
      .selectFrom("case_message")
      .select("raw")
      .where("id", "=", first.id)
      .executeTakeFirstOrThrow();
    await store.db.updateTable("case_message").set({ raw }).where("id", "=", second.id).execute();
    await expect(readRawMessage(vault, second, "pia")).rejects.toMatchObject(broken);
    await store.db.updateTable("case_message").set({ case_id: b }).where("id", "=", first.id).execute();
    await expect(readMessages(vault, b, "pia")).rejects.toMatchObject(broken);
    const { wrapped } = await store.db
      .selectFrom("case_key")
      .select("wrapped")
      .where("case_id", "=", a)
      .executeTakeFirstOrThrow();
    await store.db.updateTable("case_key").set({ wrapped }).where("case_id", "=", b).execute();
    await expect(readCase(vault, b, "pia")).rejects.toMatchObject(broken);
    expect(await actions(b)).toEqual(["desk: open case"]);
  });

  test("cannot put older contents in newer ones' place, nor change the order of what happened", async () => {
    const id = await newCase();
    const old = await store.db
      .selectFrom("case_record")
      .select("contents")
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    await store.transaction((trx) =>
      changeCase(vault, trx, id, "pia", (now) => ({
        columns: now,
        contents: { title: "new" },
        action: "retitle case",
      })),
    );
    await store.db.updateTable("case_record").set(old).where("id", "=", id).execute();
    await expect(readCase(vault, id, "pia")).rejects.toMatchObject(broken);
    await store.transaction((trx) => addAct(vault, trx, id, { act: "claim" }));
    await store.db.updateTable("case_act").set({ number: 7 }).where("case_id", "=", id).execute();
    await expect(readActs(vault, id, "pia")).rejects.toMatchObject(broken);
  });

  test("opens nothing with another master key, and cannot change the record of who looked", async () => {
    const id = await newCase();
    await expect(readCase({ ...vault, master: createMasterKey(systemRandom) }, id, "pia")).rejects.toMatchObject(
      broken,
    );
    await readCase(vault, id, "pia");
    await expect(store.db.deleteFrom("audit_entry").execute()).rejects.toThrow();
  });
});

describe("an end of a case's contents", () => {
  test("nothing opens once its key is destroyed, and the spool is told what to forget", async () => {
    const id = await newCase();
    const arrival = "d".repeat(64);
    const message = await keep(id, Buffer.from("to be destroyed"), arrival);
    expect(await store.transaction((trx) => destroyCase(vault, trx, id, "dora"))).toEqual([arrival]);
    // In the words for a case that never was: nobody can say any more who may know of it.
    const gone = { code: "NOT_FOUND", message: `There is no case ${id}.` };
    await expect(readCase(vault, id, "pia")).rejects.toMatchObject(gone);
    await expect(readMessages(vault, id, "pia")).rejects.toMatchObject(gone);
    await expect(readRawMessage(vault, message, "pia")).rejects.toMatchObject(gone);
    const again = store.transaction((trx) => destroyCase(vault, trx, id, "dora"));
    await expect(again).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await listCases(store.db)).find((one) => one.id === id)).toMatchObject({ destroyedAt: NOW, dueAt: null });
    expect((await actions(id)).at(-1)).toBe("dora: destroy case");
    // The same mail once more is known, and no new case is made of it.
    expect(await findMessage(vault, store.db, { arrival, raw: Buffer.from("x") })).toMatchObject({ caseId: id });
  });

  test("another master key takes over every case, or none", async () => {
    const id = await newCase();
    const message = await keep(id, Buffer.from("kept over the change"), "e".repeat(64));
    // Two cases of an earlier test have keys that were swapped: first they are in the way, then they are gone.
    const next = createMasterKey(systemRandom);
    const change = () => store.transaction((trx) => rewrapCaseKeys(vault, trx, next, "dora"));
    const cases = (await listCases(store.db)).filter(({ destroyedAt }) => destroyedAt === null);
    const spoilt = await Promise.all(
      cases.map((one) =>
        readCase(vault, one.id, "pia").then(
          () => [],
          ({ code }) => (code === "SEAL_BROKEN" ? [one.id] : []),
        ),
      ),
    );
    expect(spoilt.flat().length).toBeGreaterThan(0);
    await expect(change()).rejects.toMatchObject({ code: "SEAL_BROKEN" });
    expect(await readCase(vault, id, "pia")).toMatchObject({ id });
    await store.db.deleteFrom("case_key").where("case_id", "in", spoilt.flat()).execute();
    expect(await change()).toBe(cases.length - spoilt.flat().length);
    await expect(readCase(vault, id, "pia")).rejects.toMatchObject({ code: "SEAL_BROKEN" });
    vault = { ...vault, master: next };
    expect(Buffer.from(await readRawMessage(vault, message, "pia")).toString()).toBe("kept over the change");
    expect(await findMessage(vault, store.db, { arrival: "e".repeat(64), raw: RAW })).toMatchObject({ caseId: id });
  });
});

test("from arrival to a case, no word of a mail stands anywhere in the clear", async () => {
  const spool = path.join(base.directory, "spool");
  const key = createSpoolKey(systemRandom);
  const writer = await openSpoolWriter({ directory: spool, publicKey: key.publicKey, random: systemRandom });
  const reader = await openSpoolReader({
    directory: spool,
    keys: [key],
    clock: vault.clock,
    onTrouble: () => undefined,
  });
  const raw = Buffer.from(`Subject: ${MARKER} once more\r\n\r\n${MARKER}\r\n`);
  await writer.accept(
    { arrivedAt: NOW, from: `${MARKER}@example.net`, recipients: ["security@example.org"], client: "mx", utf8: false },
    (async function* () {
      yield raw;
    })(),
  );
  const id = await newCase();
  await reader.judgeWaiting(async (arrival) => void (await keep(id, arrival.message, arrival.id)));
  await store.transaction((trx) => addAct(vault, trx, id, { act: MARKER }));
  expect((await readMessages(vault, id, "pia")).length).toBe(1);
  await Promise.all([writer.close(), reader.close()]);
  const { directory, port } = cluster.connection as { directory: string; port: number };
  const words = ["-h", directory, "-p", String(port), "-U", "sameday", "sameday"];
  const { stdout: dump } = await run("pg_dump", words, { maxBuffer: 200_000_000 });
  expect(dump).toContain(id);
  const hex = Buffer.from(MARKER).toString("hex");
  expect([dump.includes(MARKER), dump.includes(hex)]).toEqual([false, false]);
  // The cluster's own files too: tables, write-ahead log and server log.
  await store.executeSql("CHECKPOINT").catch(() => undefined);
  const entries = await readdir(base.directory, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    if (file.includes(MARKER) || bytes.includes(MARKER) || bytes.includes(hex)) found.push(file);
  }
  expect(found).toEqual([]);
  // And that this would be found if it were there.
  await store.db
    .insertInto("setting")
    .values({ name: "planted", value: JSON.stringify(MARKER), changed_at: NOW })
    .execute();
  const { stdout: again } = await run("pg_dump", words, { maxBuffer: 200_000_000 });
  expect(again.includes(MARKER)).toBe(true);
});
