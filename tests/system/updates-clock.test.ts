import { rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Job } from "../../src/jobs/index.ts";
import { SamedayError } from "../../src/kernel/index.ts";
import type { SignerClient } from "../../src/signer/index.ts";
import {
  DESK_QUEUE,
  getStep,
  putFiles,
  readUpdate,
  runDeskStep,
  type StepJob,
  setStep,
} from "../../src/updates/index.ts";
import { keep, type LineWorld, NOW, newUpdate, openLine } from "./updates-kit.ts";

const BUILD = { step: "build", kind: "", architecture: "amd64" } as const;
const PUBLISH = { step: "publish", kind: "", architecture: "" } as const;
const TELL = { step: "tell", kind: "", architecture: "" } as const;
/** Repetitions come after a second, then two, then four, and at most after a minute. */
const LONG = { timeout: 120_000, interval: 200 };
const HOUR = 3_600_000;
const PLACED = { suite: "bookworm-security", serial: 2, snapshot: "bookworm-security/2" };

let world: LineWorld;
let asked: string[];
/** What the signer throws instead of publishing. */
let signerSays: SamedayError | null = null;

beforeAll(async () => {
  world = await openLine("outbox");
  const signer = {
    standing: async () => null,
    publish: async ({ update }: { update: string }) => {
      if (signerSays) throw signerSays;
      asked.push(update);
      return PLACED;
    },
    dequeue: async () => PLACED,
  } as unknown as SignerClient;
  world = { ...world, context: { ...world.context, signer } };
});

afterAll(() => world?.close());

/** An update whose build ended at NOW and whose next step of the desk is ready, with that step's job in our hands. */
async function ready(key: typeof PUBLISH | typeof TELL) {
  asked = [];
  const id = await newUpdate(world);
  const { store, jobs } = world.context;
  const row = { update_id: id, architecture: "amd64", package: "", package_version: "", added_at: NOW } as const;
  await putFiles(store.db, [{ ...row, ...(await keep(world, `${id}.deb`, Buffer.from(id))), role: "built" }]);
  await setStep(store.db, id, BUILD, { state: "done", result: "passed", finished_at: NOW });
  await setStep(store.db, id, key, { state: "ready", ready_at: NOW });
  if (key === TELL) {
    await store.db.updateTable("update").set({ state: "published", published_at: NOW }).where("id", "=", id).execute();
  }
  await store.transaction((trx) => jobs.send(trx, { queue: DESK_QUEUE, data: { update: id, ...key } }));
  const job = await jobOf(id);
  return { id, run: () => runDeskStep(world.context, job.data, job.id), end: () => jobs.complete(store.db, job.id) };
}

/** The update's job; those that earlier tests left, as each step that ends queues the next, are done with. */
async function jobOf(id: string): Promise<Job<StepJob>> {
  const { store, jobs } = world.context;
  for (;;) {
    const job = await jobs.fetch<StepJob>(DESK_QUEUE);
    if (!job) throw new Error("there is no job");
    if (job.data.update === id) return job;
    await jobs.complete(store.db, job.id);
  }
}

test("a clock before the update's own times publishes nothing, names both, and goes on when it is right again", async () => {
  const { id, run, end } = await ready(PUBLISH);
  world.clock.now = new Date(NOW.getTime() - 40 * HOUR);
  await expect(run()).rejects.toMatchObject({ code: "CLOCK_WENT_BACK" });
  const waits = await getStep(world.context.store.db, id, PUBLISH);
  expect(waits).toMatchObject({ state: "ready", row: { reason: "CLOCK_WENT_BACK" } });
  expect(waits.message).toContain("2026-11-19 20:00:00 UTC");
  expect(waits.message).toContain(`build of ${id} ended at 2026-11-21 12:00:00 UTC`);
  expect(asked).toEqual([]);

  // A correction of some seconds, as time services make them, is none of this.
  world.clock.now = new Date(NOW.getTime() - 5000);
  await run();
  expect(await getStep(world.context.store.db, id, PUBLISH)).toMatchObject({ state: "done", result: "passed" });
  expect(asked).toEqual([id]);
  await end();
});

test("nothing is told before its publication: no number is given, no mail is written", async () => {
  const { id, run, end } = await ready(TELL);
  world.clock.now = new Date(NOW.getTime() - HOUR);
  await expect(run()).rejects.toThrow(
    new RegExp(`2026-11-21 11:00:00 UTC, but ${id} was published at 2026-11-21 12:00:00`),
  );
  const { db } = world.context.store;
  expect(await db.selectFrom("advisory").selectAll().execute()).toEqual([]);
  expect(await db.selectFrom("mail").selectAll().execute()).toEqual([]);
  await end();
});

test("an administrator's file ends the wait when the earlier times were wrong, until the clock goes back once more", async () => {
  const { id, run, end } = await ready(PUBLISH);
  const waiver = join(world.context.scratch, "clock-is-right");
  const now = new Date(NOW.getTime() - 400 * 24 * HOUR);
  world.clock.now = now;
  await expect(run()).rejects.toThrow(waiver);
  await writeFile(waiver, "");
  // Made at a time that the clock has not reached: it vouches for another clock than this one.
  await utimes(waiver, NOW, NOW);
  await expect(run()).rejects.toMatchObject({ code: "CLOCK_WENT_BACK" });
  await utimes(waiver, now, now);
  await run();
  expect((await getStep(world.context.store.db, id, PUBLISH)).state).toBe("done");
  await rm(waiver);
  await end();
});

test("a publication that waits for the clock goes on by itself, first the desk's and then the signer's", async () => {
  const { id, end } = await ready(PUBLISH);
  await end();
  const { store, jobs, definition } = world.context;
  const seen = async () => {
    const { waiting } = await readUpdate(store.db, definition, id, world.context.clock.now());
    return waiting.sentence;
  };
  signerSays = new SamedayError("CLOCK_WENT_BACK", "The clock says 11:59, but bookworm-security was signed at 12:00.");
  world.clock.now = new Date(NOW.getTime() - 40 * HOUR);
  await store.transaction((trx) => jobs.send(trx, { queue: DESK_QUEUE, data: { update: id, ...PUBLISH } }));
  await jobs.work<StepJob>(DESK_QUEUE, (job) => runDeskStep(world.context, job.data, job.id), { concurrency: 1 });
  await vi.waitFor(async () => expect(await seen()).toContain(`build of ${id} ended at 2026-11-21 12:00:00 UTC`), LONG);
  expect(await seen()).toMatch(
    /^It could not be published yet, and is tried again by itself: The clock says 2026-11-19 20:00:00 UTC/,
  );
  expect(asked).toEqual([]);

  world.clock.now = NOW;
  await vi.waitFor(async () => expect(await seen()).toContain("bookworm-security was signed at 12:00"), LONG);
  expect((await getStep(store.db, id, PUBLISH)).state).not.toBe("failed");

  signerSays = null;
  await vi.waitFor(async () => expect((await getStep(store.db, id, PUBLISH)).state).toBe("done"), LONG);
  expect(asked.at(-1)).toBe(id);
}, 180_000);
