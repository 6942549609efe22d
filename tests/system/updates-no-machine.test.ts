import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { verifyEnvelope } from "../../src/evidence/index.ts";
import {
  claimLease,
  getStep,
  type LineContext,
  putFiles,
  readUpdate,
  setStep,
  stepsFor,
} from "../../src/updates/index.ts";
import { openNextSteps } from "../../src/updates/line/move.ts";
import { lockUpdate } from "../../src/updates/records/updates.ts";
import { actionsOn, end, keep, type LineWorld, NOW, newUpdate, openLine } from "./updates-kit.ts";

/* A builder asks for work when an update is out whose packages the release never had. */

const MACHINE = { step: "machine", kind: "", architecture: "amd64" } as const;
const builder = { name: "ash", publicKey: "", architectures: ["amd64"], embargoed: true };

let world: LineWorld;
let missing: readonly string[];

beforeAll(async () => {
  world = await openLine("outbox");
});

afterAll(() => world?.close());

beforeEach(async () => {
  missing = [];
  await world.context.store.db.updateTable("update").set({ state: "withdrawn" }).execute();
});

function contextOf(): LineContext {
  const main = { suite: { name: "bookworm", role: "main" }, binary: () => undefined };
  const release = { codename: "bookworm", architectures: ["amd64"], suites: [] };
  return {
    ...world.context,
    definition: { ...world.context.definition, releases: [release] } as unknown as LineContext["definition"],
    suites: {
      ofRelease: async () => [main],
      leftOut: async () => missing.map((suite) => ({ suite, reason: "Its index is not the signed one." })),
    } as unknown as LineContext["suites"],
  };
}

/** A published update with one new package whose machine step is queued. */
async function published(context: LineContext): Promise<string> {
  const id = await newUpdate(world);
  const { db } = context.store;
  const deb = await keep(world, "hello_1.0-1+deb12u1_amd64.deb", Buffer.from(id));
  const row = { update_id: id, architecture: "amd64", package: "hello", package_version: "1.0-1+deb12u1" };
  await putFiles(db, [{ ...row, ...deb, role: "built", added_at: NOW }]);
  for (const key of stepsFor(["amd64"])) {
    if (key.step !== "machine") await setStep(db, id, key, { state: "done", result: "passed" });
  }
  await end(world, id, "published");
  await context.store.transaction(async (trx) => openNextSteps(context, trx, await lockUpdate(trx, id)));
  return id;
}

test("there is no machine to upgrade: the desk says so in its evidence, and the update waits for nobody", async () => {
  const context = contextOf();
  const id = await published(context);
  expect(await claimLease(context, builder)).toBeNull();
  const step = await getStep(context.store.db, id, MACHINE);
  expect(step).toMatchObject({ state: "done", result: "nothing-to-do", row: { party: "desk" } });
  expect(step.row.message).toBe(
    "bookworm shipped none of its packages for amd64: no machine has an old one to upgrade.",
  );
  const { statement } = verifyEnvelope(step.row.envelope, [{ name: "desk", publicKey: context.evidenceKey.publicKey }]);
  expect(statement).toMatchObject({ predicate: { step: "machine", result: "nothing-to-do", party: "desk" } });
  const { waiting } = await readUpdate(context.store.db, context.definition, id, world.clock.now);
  expect(waiting).toMatchObject({ on: "nobody", forWhom: "" });
  expect(await actionsOn(world, id)).toEqual(["step nothing-to-do"]);
});

test("while it is not known what the release shipped, nothing is taken for new", async () => {
  const context = contextOf();
  const id = await published(context);
  missing = ["bookworm"];
  expect(await claimLease(context, builder)).toBeNull();
  const step = await getStep(context.store.db, id, MACHINE);
  expect(step).toMatchObject({ state: "failed", row: { reason: "ARCHIVE_UNREACHABLE" } });
});
