import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Distribution, Policy } from "../../src/distribution/index.ts";
import { createSigningKey, exportPublicKey } from "../../src/openpgp/index.ts";
import { claimLease, getStep, type LineContext, readUpdate } from "../../src/updates/index.ts";
import { openNextSteps } from "../../src/updates/line/move.ts";
import { lockUpdate } from "../../src/updates/records/updates.ts";
import { runner } from "./store-support.ts";
import { actionsOn, type LineWorld, newUpdate, openLine } from "./updates-kit.ts";

/* A builder asks for work while a mirror lacks the security suite's index for its architecture. */

const BUILD = { step: "build", kind: "", architecture: "amd64" } as const;
const REASON = "Its main/binary-amd64/Packages is not the signed one.";
const builder = { name: "ash", publicKey: "", architectures: ["amd64"], embargoed: true };

let world: LineWorld;
let release: Distribution["releases"][number];
/** What the mirror lacks. */
let missing: readonly string[];

beforeAll(async () => {
  world = await openLine("outbox");
  const home = join(world.context.scratch, "home");
  await mkdir(home, { mode: 0o700 });
  const created = new Date("2026-01-01T00:00:00Z");
  const fingerprint = await createSigningKey(runner, home, { userId: "a <a@a.invalid>", created, expires: null });
  const keyring = join(world.context.scratch, "archive.asc");
  await writeFile(keyring, await exportPublicKey(runner, home, fingerprint));
  const suite = { url: "http://archive.invalid", keyring, components: ["main"] };
  const suites = [
    { ...suite, name: "bookworm", role: "main" },
    { ...suite, name: "bookworm-security", role: "security" },
  ];
  release = { codename: "bookworm", architectures: ["amd64"], suites } as unknown as typeof release;
});

afterAll(() => world?.close());

beforeEach(async () => {
  missing = ["bookworm-security"];
  // The queue's pauses go by the database's clock.
  world.clock.now = new Date();
  await world.context.store.db.updateTable("update").set({ state: "withdrawn" }).execute();
});

function contextWith(missingIndex: Policy["missingIndex"]): LineContext {
  const { definition } = world.context;
  const policy = { ...definition.policy, missingIndex };
  const leftOut = async () => missing.map((suite) => ({ suite, reason: REASON }));
  return {
    ...world.context,
    definition: { ...definition, policy, releases: [release] },
    suites: { leftOut } as unknown as LineContext["suites"],
  };
}

/** An update whose build is queued. */
async function queued(context: LineContext): Promise<string> {
  const id = await newUpdate(world);
  await context.store.transaction(async (trx) => openNextSteps(context, trx, await lockUpdate(trx, id)));
  return id;
}

const stateOf = (id: string) => getStep(world.context.store.db, id, BUILD);

test("by the policy that waits nobody gets the work, and the update says why and that it goes on by itself", async () => {
  const context = contextWith("wait");
  const id = await queued(context);
  expect(await claimLease(context, builder)).toBeNull();
  expect(await stateOf(id)).toMatchObject({ state: "ready", row: { job_id: null, reason: "ARCHIVE_UNREACHABLE" } });
  const { waiting } = await readUpdate(context.store.db, context.definition, id, world.clock.now);
  expect(waiting).toMatchObject({ on: "machine" });
  expect(waiting.sentence).toBe(
    `It could not be built for amd64 yet, and is tried again by itself: The index of bookworm-security for amd64 is missing, and the policy waits for it: ${REASON}`,
  );
  // Set aside for some minutes: asked again at once there is nothing, even when the index has come.
  missing = [];
  expect(await claimLease(context, builder)).toBeNull();
  expect(await actionsOn(world, id)).toEqual([]);
});

test("once the index is there and the pause is over, the work is given with both suites", async () => {
  const context = contextWith("wait");
  const id = await queued(context);
  expect(await claimLease(context, builder)).toBeNull();
  missing = [];
  await sql`UPDATE jobs.job SET start_after = now() WHERE state < 'active'`.execute(context.store.db);
  const lease = await claimLease(context, builder);
  expect(lease).toMatchObject({ update: id, step: "build", leftOut: [] });
  expect(lease?.apt.map(({ suite }) => suite)).toEqual(["bookworm", "bookworm-security"]);
  expect(await stateOf(id)).toMatchObject({ state: "running", message: "" });
});

test("a pause that is over before it began makes nobody go round in circles", async () => {
  const context = contextWith("wait");
  // The queue goes by the database's clock, and the desk's lags behind it.
  world.clock.now = new Date(Date.now() - 3_600_000);
  const id = await queued(context);
  expect(await claimLease(context, builder)).toBeNull();
  expect(await stateOf(id)).toMatchObject({ state: "ready", row: { attempt: 1 } });
});

test("after twelve hours a person is asked", async () => {
  const context = contextWith("wait");
  const id = await queued(context);
  world.clock.now = new Date(world.clock.now.getTime() + 13 * 3_600_000);
  expect(await claimLease(context, builder)).toBeNull();
  expect(await stateOf(id)).toMatchObject({ state: "failed", row: { reason: "ARCHIVE_UNREACHABLE" } });
  const { waiting } = await readUpdate(context.store.db, context.definition, id, world.clock.now);
  expect(waiting).toMatchObject({ on: "people", act: "mend", sentence: expect.stringContaining(REASON) });
});

test("by the policy that goes on the work is given without the suite, and with the reason for its evidence", async () => {
  const context = contextWith("leave-out");
  const id = await queued(context);
  const lease = await claimLease(context, builder);
  expect(lease).toMatchObject({ update: id, leftOut: [{ suite: "bookworm-security", reason: REASON }] });
  expect(lease?.apt.map(({ suite }) => suite)).toEqual(["bookworm"]);
});

test.each(["wait", "leave-out"] as const)("a suite that builds do not use holds nothing up (%s)", async (policy) => {
  missing = ["bookworm-backports"];
  const context = contextWith(policy);
  const id = await queued(context);
  expect(await claimLease(context, builder)).toMatchObject({ update: id, leftOut: [] });
});
