import { randomBytes } from "node:crypto";
import path from "node:path";
import { sql } from "kysely";
import { openJobs } from "../../src/jobs/index.ts";
import { appendAudit, openBlobStore, openStore, type Store, startCluster } from "../../src/store/index.ts";
import { clusterOptions, scratch } from "../system/store-support.ts";
import type { Report } from "./report.ts";

const ROUNDS = 300;

export async function bench(report: Report): Promise<void> {
  const base = await scratch();
  const options = clusterOptions(path.join(base.directory, "data"));
  try {
    const made = await timed(() => startCluster(options));
    report({ name: "cluster made and started", value: Math.round(made.ms), unit: "ms" });
    await made.value.stop();
    const warm = await timed(() => startCluster(options));
    report({ name: "warm cluster started", value: Math.round(warm.ms), unit: "ms", limit: 1000 });
    try {
      const store = await openStore({ connection: warm.value.connection });
      await benchAudit(store, report);
      await benchJobs(store, report);
      await store.close();
    } finally {
      await warm.value.stop();
    }
    await benchBlobs(path.join(base.directory, "blobs"), report);
  } finally {
    await base.remove();
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const began = performance.now();
  const value = await work();
  return { value, ms: performance.now() - began };
}

/** The peer is a bare insert committed by itself: what the disk allows. */
async function benchAudit(store: Store, report: Report): Promise<void> {
  await sql`CREATE TABLE bare (n integer)`.execute(store.db);
  const bare = await timed(async () => {
    for (let n = 0; n < ROUNDS; n += 1) await sql`INSERT INTO bare VALUES (${n})`.execute(store.db);
  });
  const append = (count: number) =>
    store.transaction((trx) =>
      appendAudit(trx, { at: new Date(), actor: "desk", action: "bench", object: "x", details: { count } }),
    );
  const chained = await timed(async () => {
    for (let count = 0; count < ROUNDS; count += 1) await append(count);
  });
  const perSecond = (ms: number): number => Math.round((ROUNDS / ms) * 1000);
  const name = "audit entries, each in a transaction of its own";
  report({ name, value: perSecond(chained.ms), unit: "1/s", peer: perSecond(bare.ms) });
}

async function benchJobs(store: Store, report: Report): Promise<void> {
  const jobs = await openJobs(store);
  let arrived: () => void = () => undefined;
  await jobs.work("bench", async () => arrived());
  const waits: number[] = [];
  for (let n = 0; n < ROUNDS; n += 1) {
    const started = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const began = performance.now();
    await store.transaction((trx) => jobs.send(trx, { queue: "bench", data: { n } }));
    await started;
    waits.push(performance.now() - began);
  }
  waits.sort((a, b) => a - b);
  const at = (part: number): number => Math.round((waits[Math.floor(part * (ROUNDS - 1))] ?? 0) * 10) / 10;
  report({ name: "job from send to start, median", value: at(0.5), unit: "ms", limit: 100 });
  report({ name: "job from send to start, 99 of 100", value: at(0.99), unit: "ms", limit: 100 });
  await jobs.stop();
}

async function benchBlobs(directory: string, report: Report): Promise<void> {
  const blobs = await openBlobStore(directory);
  const megabytes = 64;
  const content = randomBytes(megabytes * 1_000_000);
  const put = await timed(() => blobs.put(content));
  report({ name: "blob put, hashed and synced", value: Math.round((megabytes / put.ms) * 1000), unit: "MB/s" });
  const read = await timed(() => blobs.read(put.value.sha256));
  report({ name: "blob read, verified", value: Math.round((megabytes / read.ms) * 1000), unit: "MB/s" });
}
