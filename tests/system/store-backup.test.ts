import { execFileSync } from "node:child_process";
import { chmod, copyFile, mkdir, open, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keptArchives } from "../../src/desk/tracker-history/kept-archives.ts";
import {
  appendAudit,
  auditCheckpoint,
  type BackupResult,
  type BlobStore,
  backup,
  connectionFromUrl,
  openBlobStore,
  openStore,
  restore,
  type Store,
  startCluster,
  verifyAuditLog,
} from "../../src/store/index.ts";
import { systemClock } from "../../src/system/index.ts";
import { readRecordedArchive, recordArchive, recordedArchives } from "../../src/tracker/index.ts";
import { archiveOf } from "../../src/tracker/testing.ts";
import { clusterOptions, runner, scratch, testAccount, withCluster } from "./store-support.ts";

const CONTENTS = ["source", "deb", "x".repeat(200_000)].map((text) => Buffer.from(text));
let base: Awaited<ReturnType<typeof scratch>>;
let target: string;
let done: BackupResult;

const user = testAccount();
const places = { cluster: "postgres", blobs: "kept/blobs", history: "kept/history" };
const asUser = { places, ...(user ? { user } : {}) };
const into = (name: string): string => path.join(base.directory, name);
const START = Date.parse("2026-11-01T00:00:00Z");

/** The nth state of an archive, an hour after the one before. */
async function record(number: number): Promise<void> {
  const packages = Array.from({ length: 2_000 }, (_, at) => `package${at} bookworm 1.${at}-${number}`);
  await recordArchive(into("history"), archiveOf(...packages), new Date(START + number * 3_600_000));
}

async function fill(store: Store, blobs: BlobStore): Promise<void> {
  for (const content of CONTENTS) {
    const { sha256, size } = await blobs.put(content);
    await store.transaction(async (trx) => {
      await trx.insertInto("blob").values({ sha256, size }).execute();
      const event = { at: new Date(), actor: "anna", action: "keep", object: sha256, details: { size } };
      await appendAudit(trx, event);
    });
  }
}

beforeAll(async () => {
  base = await scratch();
  target = into("desk.backup");
  const blobs = await openBlobStore(into("blobs"));
  const cluster = await startCluster(clusterOptions(into("data")));
  const store = await openStore({ connection: cluster.connection });
  await fill(store, blobs);
  for (const number of [1, 2, 3]) await record(number);
  // What a killed helper left, and what is derived again, are no part of a backup.
  await writeFile(path.join(into("history"), "archives", "2026-11-02T00:00:00Z-x.tsv.gz.partial"), "half");
  await writeFile(path.join(into("history"), "2026.events"), "events");
  // The desk goes on working while it is backed up, and its helper records archives.
  let busy = true;
  const helper = (async () => {
    for (let number = 4; busy; number += 1) await record(number);
  })();
  const work = (async () => {
    for (let count = 0; busy; count += 1) {
      const event = { at: new Date(), actor: "desk", action: "work", object: "x", details: { count } };
      await store.transaction((trx) => appendAudit(trx, event));
    }
  })();
  const { binaries } = cluster;
  const parts = { store, blobs, binaries, history: keptArchives(into("history")), runner, clock: systemClock };
  done = await backup({ ...parts, target });
  const again = backup({ ...parts, target });
  await expect(again).rejects.toMatchObject({ code: "CONFLICT" });
  busy = false;
  await Promise.all([work, helper]);
  await store.close();
  await cluster.stop();
});

afterAll(() => base.remove());

/** Nothing of the attempt is left: no data directory, no half-unpacked one. */
async function expectUntouched(name: string): Promise<void> {
  const left = (await readdir(base.directory)).filter((entry) => entry.startsWith(name));
  expect(left).toEqual([]);
}

test("a backup is one private file that plain tools can read", async () => {
  expect((await stat(target)).mode & 0o777).toBe(0o600);
  expect(done).toMatchObject({ blobs: CONTENTS.length, bytes: (await stat(target)).size });
  const names = execFileSync("tar", ["--list", "--zstd", `--file=${target}`], { encoding: "utf8" })
    .trim()
    .split("\n");
  expect(names.slice(0, 2)).toEqual(["manifest.json", "database.dump"]);
  expect(names).toHaveLength(2 + CONTENTS.length + done.archives);
  expect((await readdir(base.directory)).filter((name) => name.includes("partial"))).toEqual([]);
});

test("everything comes back: rows, blobs, the audit chain to the backup's very end", async () => {
  const directory = into("restored");
  const restored = await restore({
    source: target,
    directory,
    runner,
    manifestSha256: done.manifestSha256,
    ...asUser,
  });
  expect(restored).toMatchObject({ blobs: CONTENTS.length, auditEntries: done.manifest.audit.sequence });
  await withCluster(path.join(directory, "postgres"), async (cluster) => {
    const store = await openStore({ connection: cluster.connection });
    const blobs = await openBlobStore(path.join(directory, "kept/blobs"));
    const verdict = await verifyAuditLog(store, done.manifest.audit);
    expect(verdict).toMatchObject({ head: done.manifest.audit });
    expect(verdict.brokenAt).toBeUndefined();
    const rows = await store.db.selectFrom("blob").selectAll().execute();
    expect(rows).toHaveLength(CONTENTS.length);
    const kept = await Promise.all(rows.map(({ sha256 }) => blobs.read(sha256)));
    expect(kept.map(String).sort()).toEqual(CONTENTS.map(String).sort());
    expect(await blobs.verify()).toEqual({ checked: CONTENTS.length, faults: [] });
    await store.transaction((trx) => appendAudit(trx, { at: new Date(), actor: "anna", action: "go on", object: "x" }));
    await expect(store.executeSql("DELETE FROM audit_entry")).rejects.toThrow(/only ever appended/);
    await store.close();
  });
  if (user) expect((await stat(path.join(directory, "kept/blobs"))).uid).toBe(user.uid);
  expect((await readdir(base.directory)).filter((name) => name.includes("restoring"))).toEqual([]);
});

test("the recorded archives come back whole, the first ones and what was recorded meanwhile, and nothing else does", async () => {
  const directory = into("with-history");
  const restored = await restore({ source: target, directory, runner, ...asUser });
  expect(done.archives).toBeGreaterThanOrEqual(3);
  expect(restored.archives).toBe(done.archives);
  const history = path.join(directory, "kept/history");
  expect(await readdir(history)).toEqual(["archives"]);
  const all = await recordedArchives(into("history"));
  const kept = await recordedArchives(history);
  expect(kept).toEqual(all.slice(0, done.archives));
  expect(await readdir(path.join(history, "archives"))).toHaveLength(done.archives);
  for (const archive of kept) {
    const file = path.join("archives", archive.file);
    expect(await readFile(path.join(history, file))).toEqual(await readFile(path.join(into("history"), file)));
    await readRecordedArchive(history, archive);
  }
  if (user) expect((await stat(path.join(history, "archives", kept[0]?.file ?? ""))).uid).toBe(user.uid);
});

test("an empty directory may be there already, a filled one is never touched", async () => {
  await mkdir(into("empty"));
  await restore({ source: target, directory: into("empty"), runner, ...asUser });
  expect(await readdir(into("empty"))).toContain("postgres");
  await mkdir(into("filled"));
  await writeFile(path.join(into("filled"), "mine"), "mine");
  const refused = restore({ source: target, directory: into("filled"), runner, ...asUser });
  await expect(refused).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await readdir(into("filled"))).toEqual(["mine"]);
});

describe("is refused before anything is touched:", () => {
  const attempt = (source: string, more = {}) =>
    restore({ source, directory: into("refused"), runner, ...asUser, ...more });

  test.each([0.1, 0.5, 0.9, 0.999])("a backup cut off at %d of its length", async (part) => {
    const cut = into(`cut-${part}`);
    await copyFile(target, cut);
    await truncate(cut, Math.floor(done.bytes * part));
    await expect(attempt(cut)).rejects.toMatchObject({ code: "INPUT_INVALID" });
    await expectUntouched("refused");
  });

  test.each([0.2, 0.6, 0.95])("a backup with one byte changed at %d of its length", async (part) => {
    const altered = into(`altered-${part}`);
    await copyFile(target, altered);
    await chmod(altered, 0o600);
    const file = await open(altered, "r+");
    const at = Math.floor(done.bytes * part);
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, at);
    await file.write(Buffer.from([(buffer[0] ?? 0) ^ 0x40]), 0, 1, at);
    await file.close();
    await expect(attempt(altered)).rejects.toMatchObject({ code: "INPUT_INVALID" });
    await expectUntouched("refused");
  });

  /** Unpacks, lets somebody change the content, and packs it again with a sound checksum. */
  async function repacked(name: string, change: (directory: string) => Promise<void>): Promise<string> {
    const directory = into(`${name}-unpacked`);
    await mkdir(directory);
    execFileSync("tar", ["--extract", "--zstd", `--file=${target}`, `--directory=${directory}`]);
    await change(directory);
    execFileSync("tar", ["--create", "--zstd", `--file=${into(name)}`, `--directory=${directory}`, "."]);
    return into(name);
  }

  async function someBlob(directory: string): Promise<string> {
    const names = await readdir(path.join(directory, "blobs"), { recursive: true });
    return path.join(directory, "blobs", names.find((name) => /[0-9a-f]{64}$/.test(name)) ?? "");
  }

  async function someArchive(directory: string): Promise<string> {
    return (await readdir(path.join(directory, "history/archives")))[0] ?? "";
  }

  test.each<[string, (directory: string) => Promise<void>, RegExp]>([
    ["a changed blob", async (at) => writeFile(await someBlob(at), "other"), /was altered/],
    ["a changed dump", (at) => truncate(path.join(at, "database.dump"), 100), /database.dump was altered/],
    ["one file more", (at) => writeFile(path.join(at, "extra"), "x"), /holds "extra"/],
    ["one file less", async (at) => void execFileSync("rm", ["--force", await someBlob(at)]), /is missing/],
    ["a link", async (at) => void execFileSync("ln", ["-sf", "/etc/passwd", await someBlob(at)]), /does not name/],
    [
      "a changed recorded archive",
      async (at) => writeFile(path.join(at, "history/archives", await someArchive(at)), "other"),
      /was altered/,
    ],
    [
      "one recorded archive less",
      async (at) => rm(path.join(at, "history/archives", await someArchive(at))),
      /is missing/,
    ],
    ["no manifest", async (at) => void execFileSync("rm", [path.join(at, "manifest.json")]), /has no manifest/],
  ])("%s", async (what, change, why) => {
    const source = await repacked(what.replaceAll(" ", "-"), change);
    await expect(attempt(source)).rejects.toMatchObject({ code: "INPUT_INVALID", message: expect.stringMatching(why) });
    await expectUntouched("refused");
  });

  test("one made to deceive, whose manifest fits its content but is not ours", async () => {
    const forged = await repacked("forged", async (at) => {
      const file = path.join(at, "manifest.json");
      const manifest = JSON.parse(await readFile(file, "utf8"));
      await writeFile(file, JSON.stringify({ ...manifest, createdAt: "2020-01-01T00:00:00.000Z" }));
    });
    const refused = attempt(forged, { manifestSha256: done.manifestSha256 });
    await expect(refused).rejects.toThrow(/not the one that was written down/);
    await expectUntouched("refused");
  });

  test("one of a form that this release does not know", async () => {
    const later = await repacked("later", async (at) => {
      const file = path.join(at, "manifest.json");
      await writeFile(file, (await readFile(file, "utf8")).replace("sameday-backup-2", "sameday-backup-3"));
    });
    await expect(attempt(later)).rejects.toThrow(/of another release/);
    await expectUntouched("refused");
  });

  test("one whose checkpoint is not where its log ends", async () => {
    const forged = await repacked("checkpoint", async (at) => {
      const file = path.join(at, "manifest.json");
      const manifest = JSON.parse(await readFile(file, "utf8"));
      const audit = { sequence: manifest.audit.sequence - 1, hash: manifest.audit.hash };
      await writeFile(file, JSON.stringify({ ...manifest, audit }));
    });
    await expect(attempt(forged)).rejects.toMatchObject({ code: "LOG_BROKEN" });
    await expectUntouched("refused");
  });

  test("one of a newer release", async () => {
    const newer = await repacked("newer", async (at) => {
      const file = path.join(at, "manifest.json");
      const manifest = JSON.parse(await readFile(file, "utf8"));
      await writeFile(file, JSON.stringify({ ...manifest, migrations: [...manifest.migrations, "9999-future"] }));
    });
    await expect(attempt(newer)).rejects.toMatchObject({ code: "STORE_NEWER" });
    await expectUntouched("refused");
  });

  test("what is no backup at all", async () => {
    await writeFile(into("text"), "hello");
    await expect(attempt(into("text"))).rejects.toMatchObject({ code: "INPUT_INVALID" });
    await expect(attempt(into("nothing"))).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expectUntouched("refused");
  });
});

test("a backup of a release before archives were in it is restored", async () => {
  const unpacked = into("earlier");
  await mkdir(unpacked);
  execFileSync("tar", ["--extract", "--zstd", `--file=${target}`, `--directory=${unpacked}`]);
  await rm(path.join(unpacked, "history"), { recursive: true });
  const file = path.join(unpacked, "manifest.json");
  const manifest = JSON.parse(await readFile(file, "utf8"));
  const files = manifest.files.filter((one: { readonly path: string }) => !one.path.startsWith("history/"));
  await writeFile(file, JSON.stringify({ ...manifest, format: "sameday-backup-1", files }));
  const source = into("earlier.backup");
  execFileSync("tar", ["--create", "--zstd", `--file=${source}`, `--directory=${unpacked}`, "."]);
  const directory = into("from-earlier");
  const restored = await restore({ source, directory, runner, ...asUser });
  expect(restored).toMatchObject({ blobs: CONTENTS.length, archives: 0 });
  expect((await readdir(directory)).sort()).toEqual(["kept", "postgres"]);
  expect(await readdir(path.join(directory, "kept"))).toEqual(["blobs"]);
});

test("a database reached by its URL is backed up as well", async () => {
  const blobs = await openBlobStore(into("blobs"));
  await withCluster(into("data"), async ({ connection, binaries }) => {
    const { directory } = connection as { directory: string };
    const url = `postgresql://sameday:hunter2@localhost/sameday?host=${encodeURIComponent(directory)}`;
    const store = await openStore({ connection: connectionFromUrl(url) });
    const file = into("url.backup");
    const history = keptArchives(into("nowhere"));
    const result = await backup({ store, blobs, binaries, history, runner, clock: systemClock, target: file });
    expect(result.archives).toBe(0);
    expect(result.manifest.audit).toEqual(await auditCheckpoint(store.db));
    await store.close();
  });
});

test("a damaged blob is found by the backup, which then writes nothing", async () => {
  const blobs = await openBlobStore(into("damaged-blobs"));
  const { sha256 } = await blobs.put(Buffer.from("whole"));
  await chmod(blobs.path(sha256), 0o644);
  await writeFile(blobs.path(sha256), "WHOLE");
  await withCluster(into("data"), async (cluster) => {
    const store = await openStore({ connection: cluster.connection });
    const { binaries } = cluster;
    const parts = { store, binaries, runner, clock: systemClock };
    const history = keptArchives(into("history"));
    const attempt = backup({ ...parts, blobs, history, target: into("bad.backup") });
    await expect(attempt).rejects.toMatchObject({ code: "HASH_MISMATCH", message: expect.stringContaining(sha256) });
    await store.close();
  });
  await expectUntouched("bad.backup");
});

test("a damaged recorded archive is found by the backup, which then writes nothing", async () => {
  const blobs = await openBlobStore(into("blobs"));
  const [first] = await recordedArchives(into("history"));
  const file = first?.file ?? "";
  await mkdir(into("damaged-history/archives"), { recursive: true });
  const bytes = await readFile(path.join(into("history"), "archives", file));
  await writeFile(path.join(into("damaged-history"), "archives", file), bytes.subarray(0, bytes.length - 20));
  await withCluster(into("data"), async (cluster) => {
    const store = await openStore({ connection: cluster.connection });
    const { binaries } = cluster;
    const history = keptArchives(into("damaged-history"));
    const attempt = backup({
      store,
      blobs,
      binaries,
      history,
      runner,
      clock: systemClock,
      target: into("short.backup"),
    });
    await expect(attempt).rejects.toMatchObject({ code: "HASH_MISMATCH", message: expect.stringContaining(file) });
    await store.close();
  });
  await expectUntouched("short.backup");
});
