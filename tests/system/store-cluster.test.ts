import { execFileSync } from "node:child_process";
import { chmod, chown, cp, lstat, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  appendAudit,
  type Cluster,
  type ClusterEvent,
  findRunningCluster,
  installedBinaries,
  openStore,
  startCluster,
  upgradeCluster,
  verifyAuditLog,
} from "../../src/store/index.ts";
import {
  clusterOptions,
  compileInto,
  isRoot,
  runner,
  scratch,
  speak,
  testAccount,
  withCluster,
} from "./store-support.ts";

let base: Awaited<ReturnType<typeof scratch>>;
let data: string;
/** What a test started and did not stop. */
let open: Cluster[] = [];

async function start(more = {}, directory = data): Promise<Cluster> {
  const cluster = await startCluster(clusterOptions(directory, more));
  open.push(cluster);
  return cluster;
}

beforeEach(async () => {
  base = await scratch();
  data = path.join(base.directory, "data");
});

afterEach(async () => {
  for (const cluster of open) await cluster.stop().catch(() => undefined);
  open = [];
  await base.remove();
});

async function postmasterPid(directory = data): Promise<number> {
  const clusters = path.join(directory, "postgres");
  const current = (await readFile(path.join(clusters, "current"), "utf8")).trim();
  return Number.parseInt(await readFile(path.join(clusters, current, "postmaster.pid"), "utf8"), 10);
}

async function query(cluster: Cluster, text: string): Promise<Record<string, unknown>[]> {
  const store = await openStore({ connection: cluster.connection });
  try {
    return ((await store.executeSql(text)) as { rows: Record<string, unknown>[] }).rows;
  } finally {
    await store.close();
  }
}

describe("a new cluster", () => {
  test("is made, answers, and is started again in well under a second", async () => {
    const first = performance.now();
    const cluster = await start();
    const made = performance.now() - first;
    const settings = await query(
      cluster,
      `SELECT name, setting FROM pg_settings WHERE name IN
       ('listen_addresses', 'fsync', 'data_checksums', 'server_encoding', 'lc_collate', 'synchronous_commit')
       UNION SELECT 'collate', datcollate FROM pg_database WHERE datname = current_database()`,
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toMatchObject({
      listen_addresses: "",
      fsync: "on",
      data_checksums: "on",
      server_encoding: "UTF8",
      synchronous_commit: "on",
      collate: "C.UTF-8",
    });
    let running = cluster;
    const starts: number[] = [];
    for (let time = 0; time < 3; time += 1) {
      await running.stop();
      const began = performance.now();
      running = await start();
      starts.push(performance.now() - began);
    }
    const warm = Math.min(...starts);
    console.log(`cluster made in ${made.toFixed(0)} ms, started again in ${warm.toFixed(0)} ms at best`);
    expect(warm).toBeLessThan(1000);
  });

  test("belongs to its user alone, and the program's role is no superuser", async () => {
    const cluster = await start();
    const account = testAccount();
    for (const name of ["", "postgres", "run", "lock", "log"]) {
      const { mode, uid } = await lstat(path.join(data, name));
      expect([name, mode & 0o777]).toEqual([name, 0o700]);
      if (account) expect(uid).toBe(account.uid);
    }
    expect(await query(cluster, "SELECT usesuper FROM pg_user WHERE usename = current_user")).toEqual([
      { usesuper: false },
    ]);
    expect((await readdir(path.join(data, "run"))).sort()).toEqual([".s.PGSQL.5432", ".s.PGSQL.5432.lock"]);
  });

  test.runIf(isRoot)("answers nobody else on the machine", async () => {
    await start();
    // Opened wide, so that it is PostgreSQL and not the directory that refuses.
    await chmod(data, 0o755);
    await chmod(path.join(data, "run"), 0o755);
    await chmod(path.join(data, "run", ".s.PGSQL.5432"), 0o777);
    const psql = ["psql", "-h", path.join(data, "run"), "-U", "sameday", "-d", "sameday", "-c", "SELECT 1"];
    const attempt = () =>
      execFileSync("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", ...psql], { stdio: "pipe" });
    expect(attempt).toThrow(/Peer authentication failed/);
  });

  test("works below a path too long for a socket", async () => {
    const long = path.join(base.directory, "a".repeat(60), "b".repeat(60));
    await mkdir(path.dirname(long));
    const cluster = await start({}, long);
    expect(await query(cluster, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(cluster.connection).toMatchObject({ kind: "socket", directory: expect.stringMatching(/^\/tmp\/sameday-/) });
    const { directory } = cluster.connection as { directory: string };
    await cluster.stop();
    await rm(directory, { recursive: true });
  });
});

describe("one opener at a time", () => {
  test("a second start is refused while the first runs, and names it", async () => {
    await start();
    await expect(startCluster(clusterOptions(data))).rejects.toThrow(
      new RegExp(`held by desk, process ${process.pid}`),
    );
  });

  test("of two starts at once on nothing one wins, and the database is whole", async () => {
    const both = await Promise.allSettled([start(), start()]);
    const won = both.filter((result) => result.status === "fulfilled");
    const lost = both.filter((result) => result.status === "rejected");
    expect(lost.every(({ reason }) => reason.code === "CONFLICT")).toBe(true);
    expect(won.length).toBeLessThanOrEqual(1);
    const cluster = open[0] ?? (await start());
    expect(await query(cluster, "SELECT count(*)::int AS rows FROM audit_entry")).toEqual([{ rows: 0 }]);
    expect((await readdir(path.join(data, "postgres"))).filter((name) => name.endsWith(".making"))).toEqual([]);
  });

  test("another command finds the running cluster beside it", async () => {
    const cluster = await start();
    expect(await findRunningCluster(data)).toEqual(cluster.connection);
    await cluster.stop();
    expect(await findRunningCluster(data)).toBeUndefined();
  });
});

describe("after a violent end", () => {
  let program: string;
  let place: Awaited<ReturnType<typeof scratch>>;
  beforeAll(async () => {
    place = await scratch();
    program = await compileInto(place.directory);
  });
  afterAll(() => place.remove());

  const DESK = `
    import { startCluster, openStore, appendAudit } from "./store/index.js";
    import { createProcessRunner } from "./system/index.js";
    const [data, user] = process.argv.slice(1);
    const account = JSON.parse(user);
    const cluster = await startCluster({ dataDirectory: data, runner: createProcessRunner("/"), ...(account ? { user: account } : {}) });
    const store = await openStore({ connection: cluster.connection });
    console.log("up");
    for (let count = 1; ; count += 1) {
      await store.transaction((trx) => appendAudit(trx, { at: new Date(), actor: "a", action: "count", object: "x", details: { count } }));
      console.log(count);
    }`;

  test("kill -9 of the desk: its orphan is stopped, nothing acknowledged is lost", async () => {
    const desk = speak(program, DESK, [data, JSON.stringify(testAccount() ?? null)]);
    expect(await desk.line()).toBe("up");
    let acknowledged = 0;
    for (let line = 0; line < 50; line += 1) acknowledged = Number(await desk.line());
    await desk.kill();
    const orphan = await postmasterPid();
    expect(() => process.kill(orphan, 0)).not.toThrow();

    const events: ClusterEvent[] = [];
    const cluster = await start({ onEvent: (event: ClusterEvent) => events.push(event) });
    expect(events).toEqual([{ kind: "orphan-stopped", pid: orphan }]);
    const store = await openStore({ connection: cluster.connection });
    const verdict = await verifyAuditLog(store);
    await store.close();
    expect(verdict.brokenAt).toBeUndefined();
    expect(verdict.entries).toBeGreaterThanOrEqual(acknowledged);
  });

  test("kill -9 of desk and postmaster together, again and again: every acknowledged entry is there", async () => {
    let acknowledged = 0;
    for (let round = 0; round < 3; round += 1) {
      const desk = speak(program, DESK, [data, JSON.stringify(testAccount() ?? null)]);
      expect(await desk.line()).toBe("up");
      for (let line = 0; line < 20 + round; line += 1) {
        await desk.line();
        acknowledged += 1;
      }
      process.kill(await postmasterPid(), "SIGKILL");
      await desk.kill();
    }
    const cluster = await start();
    const store = await openStore({ connection: cluster.connection });
    const verdict = await verifyAuditLog(store);
    await store.close();
    expect(verdict.brokenAt).toBeUndefined();
    expect(verdict.entries).toBeGreaterThanOrEqual(acknowledged);
  });

  test("kill -9 of the postmaster under a running desk: it is started again by itself", async () => {
    const events: ClusterEvent[] = [];
    const cluster = await start({ onEvent: (event: ClusterEvent) => events.push(event) });
    const store = await openStore({ connection: cluster.connection });
    const append = (count: number) =>
      store.transaction((trx) =>
        appendAudit(trx, { at: new Date(), actor: "a", action: "count", object: "x", details: { count } }),
      );
    for (let count = 0; count < 20; count += 1) await append(count);
    const killed = performance.now();
    process.kill(await postmasterPid(), "SIGKILL");
    await sleep(50);
    await append(20);
    console.log(`writing again ${(performance.now() - killed).toFixed(0)} ms after the postmaster was killed`);
    expect((await verifyAuditLog(store)).entries).toBe(21);
    await expect.poll(() => events.map(({ kind }) => kind)).toContain("restarted");
    await store.close();
  });

  test("a pid file whose number now belongs to another program is no obstacle", async () => {
    const cluster = await start();
    const clusters = path.join(data, "postgres");
    const current = (await readFile(path.join(clusters, "current"), "utf8")).trim();
    const file = path.join(clusters, current, "postmaster.pid");
    const content = await readFile(file, "utf8");
    await cluster.stop();
    const sleeper = speak(program, "setInterval(() => undefined, 1000); console.log('up')");
    await sleeper.line();
    await writeFile(file, content.replace(/^\d+/, String(sleeper.process.pid)));
    if (isRoot) await chown(file, testAccount()?.uid ?? 0, testAccount()?.gid ?? 0);
    await start();
    await sleeper.kill();
  });

  test("an initdb that was interrupted is cleared and done again", async () => {
    const clusters = path.join(data, "postgres");
    await mkdir(path.join(clusters, "15-aaaaaaaaaaaa", "base"), { recursive: true });
    await writeFile(path.join(clusters, "15-aaaaaaaaaaaa.making"), "");
    if (isRoot) execFileSync("chown", ["-R", "sameday:", data]);
    await start();
    const names = await readdir(clusters);
    expect(names).toHaveLength(2);
    expect(names).not.toContain("15-aaaaaaaaaaaa");
  });
});

describe("says plainly", () => {
  test.runIf(isRoot)("whose files they are when the owner is wrong", async () => {
    await (await start()).stop();
    await chown(path.join(data, "postgres", "current"), 0, 0);
    const refused = startCluster(clusterOptions(data));
    await expect(refused).rejects.toMatchObject({
      code: "STORE_FOREIGN_OWNER",
      message: expect.stringMatching(/current belongs to root, but the database runs as sameday.*chown -R sameday:/),
    });
  });

  test.runIf(isRoot)("that a directory below /root is out of reach", async () => {
    const closed = path.join(base.directory, "closed");
    await mkdir(closed, { mode: 0o700 });
    await expect(startCluster(clusterOptions(path.join(closed, "data")))).rejects.toThrow(
      /The user sameday cannot enter .*closed.*Choose one below \/var\/lib/,
    );
  });

  test.runIf(isRoot)("that root needs a user for it", async () => {
    await expect(startCluster({ dataDirectory: data, runner })).rejects.toThrow(/does not run as root; give it a user/);
  });

  test("which version wrote the data when it is not installed", async () => {
    await (await start()).stop();
    const clusters = path.join(data, "postgres");
    const current = (await readFile(path.join(clusters, "current"), "utf8")).trim();
    await writeFile(path.join(clusters, current, "PG_VERSION"), "13\n");
    await expect(startCluster(clusterOptions(data))).rejects.toMatchObject({
      code: "STORE_VERSION",
      message: expect.stringMatching(/written by PostgreSQL 13, but installed is \d+/),
    });
  });

  test("that a damaged cluster does not start, in PostgreSQL's own words", async () => {
    await (await start()).stop();
    const clusters = path.join(data, "postgres");
    const current = (await readFile(path.join(clusters, "current"), "utf8")).trim();
    const wal = path.join(clusters, current, "pg_wal");
    for (const name of await readdir(wal)) if (/^[0-9A-F]{24}$/.test(name)) await rm(path.join(wal, name));
    await expect(startCluster(clusterOptions(data))).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      message: expect.stringMatching(/does not start: could not locate a valid checkpoint record/),
    });
  });

  test.runIf(isRoot)("that the disk is full, and leaves the place clean for another try", async () => {
    await mkdir(data);
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=20m,mode=0700,uid=${testAccount()?.uid}`, "tmpfs", data]);
    try {
      await expect(startCluster(clusterOptions(data))).rejects.toMatchObject({ code: "DISK_FULL" });
      expect(await readdir(path.join(data, "postgres"))).toEqual([]);
    } finally {
      execFileSync("umount", [data]);
    }
  });

  test("that there is no server installed", async () => {
    await expect(startCluster(clusterOptions(data, { postgresRoot: "/nonexistent" }))).rejects.toMatchObject({
      code: "TOOL_MISSING",
      message: expect.stringMatching(/Debian package: postgresql/),
    });
  });
});

describe("upgrade", () => {
  async function fill(): Promise<void> {
    await withCluster(data, async (cluster) => {
      const store = await openStore({ connection: cluster.connection });
      for (let count = 0; count < 5; count += 1) {
        await store.transaction((trx) =>
          appendAudit(trx, {
            at: new Date(),
            actor: "ä",
            action: "count",
            object: "x",
            details: { count, big: 2 ** 53 },
          }),
        );
      }
      await store.close();
    });
  }

  test("carries everything into a fresh cluster and keeps the old one", async () => {
    await fill();
    const [newest] = await installedBinaries();
    const done = await upgradeCluster({ ...clusterOptions(data), to: newest?.major ?? 0 });
    expect(done).toMatchObject({ from: newest?.major, to: newest?.major });
    expect(done.rows).toBeGreaterThan(5);
    expect(await readFile(path.join(done.kept, "PG_VERSION"), "utf8")).toBe(`${newest?.major}\n`);
    await withCluster(data, async (cluster) => {
      const store = await openStore({ connection: cluster.connection });
      expect(await verifyAuditLog(store)).toMatchObject({ entries: 5 });
      await expect(store.db.deleteFrom("audit_entry").execute()).rejects.toThrow(/only ever appended/);
      await store.close();
    });
    expect((await readdir(path.join(data, "postgres"))).filter((name) => /making|dump/.test(name))).toEqual([]);
  });

  test("that fails half-way leaves the old cluster in use", async () => {
    await fill();
    const before = await readFile(path.join(data, "postgres", "current"), "utf8");
    const [newest] = await installedBinaries();
    // A newer version whose pg_restore breaks down after the dump was made.
    const root = path.join(base.directory, "versions");
    for (const major of [newest?.major ?? 0, 99]) {
      await mkdir(path.join(root, String(major)), { recursive: true });
      await cp(newest?.directory ?? "", path.join(root, String(major), "bin"), { recursive: true });
      execFileSync("ln", [
        "-sfn",
        path.join(path.dirname(newest?.directory ?? ""), "lib"),
        path.join(root, String(major), "lib"),
      ]);
    }
    await writeFile(path.join(root, "99", "bin", "pg_restore"), "#!/bin/sh\nexit 3\n");
    await expect(upgradeCluster({ ...clusterOptions(data), postgresRoot: root })).rejects.toMatchObject({
      code: "PROCESS_FAILED",
    });
    expect(await readFile(path.join(data, "postgres", "current"), "utf8")).toBe(before);
    expect(await readdir(path.join(data, "postgres"))).toHaveLength(2);
    await withCluster(data, async (cluster) => {
      expect(await query(cluster, "SELECT count(*)::int AS rows FROM audit_entry")).toEqual([{ rows: 5 }]);
    });
  });

  test("to a version that is not installed is refused", async () => {
    await fill();
    await expect(upgradeCluster({ ...clusterOptions(data) })).rejects.toMatchObject({ code: "STORE_VERSION" });
    await expect(upgradeCluster({ ...clusterOptions(data), to: 99 })).rejects.toMatchObject({ code: "STORE_VERSION" });
  });
});

test("a database elsewhere is reached by its URL, which no error repeats", async () => {
  const cluster = await start();
  const { directory } = cluster.connection as { directory: string };
  const { connectionFromUrl } = await import("../../src/store/index.ts");
  const url = `postgresql://sameday:hunter2@localhost/sameday?host=${encodeURIComponent(directory)}`;
  const store = await openStore({ connection: connectionFromUrl(url) });
  expect(await store.db.selectFrom("migration").select("name").execute()).not.toEqual([]);
  await store.close();
  const nowhere = connectionFromUrl("postgresql://sameday:hunter2@127.0.0.1:1/sameday");
  const refused = await openStore({ connection: nowhere }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "STORE_UNAVAILABLE" });
  expect(String(refused)).not.toMatch(/hunter2/);
  expect(pg.defaults.password ?? "").not.toMatch(/hunter2/);
});
