import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DAY_MS } from "../../src/kernel/index.ts";
import {
  editUpdate,
  type LineContext,
  recheckWaiting,
  runDeskStep,
  type StepJob,
  setStep,
  withdrawUpdate,
} from "../../src/updates/index.ts";
import type { Stage } from "./signer-kit.ts";
import { type ApprovalWorld, openApprovalWorld, PUBLISH } from "./updates-approve-kit.ts";

/* What becomes of approved updates that wait, when something else happens meanwhile. */

let world: ApprovalWorld;
let stage: Stage;
let context: LineContext;

beforeAll(async () => {
  world = await openApprovalWorld();
  ({ stage, context } = world);
}, 120_000);

afterAll(() => world?.close(), 60_000);

const later = { now: () => new Date(Date.now() + 7.5 * DAY_MS) };

/** The context, with something that happens once while the recheck reads its first file. */
function meanwhile(act: () => Promise<void>): LineContext {
  let done = false;
  const read: LineContext["blobs"]["read"] = async (sha256) => {
    if (!done) {
      done = true;
      await act();
    }
    return context.blobs.read(sha256);
  };
  return { ...context, blobs: { ...context.blobs, read } };
}

test("a new approval of what was changed meanwhile is not held against what was said before", async () => {
  const id = await world.readyUpdate({ embargoed: true, issues: ["CVE-2026-1000"] });
  await world.approveAs(stage.people.ben, id);
  const changed = meanwhile(async () => {
    await editUpdate(context, id, { issues: ["CVE-2026-1001"] }, stage.people.cleo.person);
    expect(await world.approveAs(stage.people.cleo, id)).toMatchObject({ complete: true });
  });
  await recheckWaiting(changed);
  expect(await world.stateOf(id, "approve")).toMatchObject({ state: "done" });
  expect((await world.view(id)).waiting).toMatchObject({ act: "publish" });
});

test("a clock that was set back takes no approval away", async () => {
  const id = await world.readyUpdate({ embargoed: true });
  await world.approveAs(stage.people.ben, id);
  const back = { now: () => new Date(Date.now() - 3_600_000) };
  await expect(recheckWaiting({ ...context, clock: back })).rejects.toMatchObject({ code: "CLOCK_WENT_BACK" });
  expect(await world.stateOf(id, "approve")).toMatchObject({ state: "done" });
});

test.each([0, 1])("an update whose files cannot be read keeps no other from being looked at (%d)", async (first) => {
  const ids = [await world.readyUpdate({ embargoed: true }), await world.readyUpdate({ embargoed: true })];
  for (const id of ids) await world.approveAs(stage.people.ben, id);
  // Each is the broken one once: whichever is looked at first, the other is looked at too.
  const [broken = "", whole = ""] = first === 0 ? ids : ids.reverse();
  const dsc = (await world.view(broken)).files.find(({ name }) => name.endsWith(".dsc"))?.sha256;
  const read: LineContext["blobs"]["read"] = async (sha256) => {
    if (sha256 === dsc) throw new Error("the disk is damaged");
    return context.blobs.read(sha256);
  };
  const looking = recheckWaiting({ ...context, clock: later, blobs: { ...context.blobs, read } });
  await expect(looking).rejects.toThrow("the disk is damaged");
  expect(await world.stateOf(whole, "approve")).toMatchObject({ state: "ready" });
  expect(await world.stateOf(broken, "approve")).toMatchObject({ state: "done" });
});

test("what users have already is brought to its end, not back to its approval", async () => {
  const id = await world.readyUpdate();
  await world.approveAs(stage.people.ben, id);
  await world.run(id, PUBLISH);
  await setStep(context.store.db, id, PUBLISH, { state: "failed", result: null, reason: "lost", message: "lost" });
  await context.store.db.updateTable("update").set({ state: "open" }).where("id", "=", id).execute();
  await recheckWaiting({ ...context, clock: later });
  await expect(withdrawUpdate(context, id, "No.", stage.people.ben.person)).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await world.stateOf(id, "publish")).toMatchObject({ state: "ready" });
});

test("an hour that was taken back publishes nothing when it comes", async () => {
  const id = await world.readyUpdate({ embargoed: true });
  const hour = new Date(Date.now() + 8000);
  const { person } = stage.people.cleo;
  await editUpdate(context, id, { embargoUntil: hour }, person);
  await world.approveAs(stage.people.ben, id);
  await editUpdate(context, id, { embargoUntil: null }, person);
  expect(await world.approveAs(stage.people.dan, id)).toMatchObject({ complete: true });
  expect((await world.view(id)).update.embargo_until).toBeNull();
  await sleep(Math.max(0, hour.getTime() - Date.now()) + 1500);
  for (;;) {
    const job = await context.jobs.fetch<StepJob>("desk");
    if (!job) break;
    if (job.data.update === id) await runDeskStep(context, job.data, job.id);
  }
  expect((await world.view(id)).update.state).toBe("open");
});
