import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DAY_MS, SamedayError } from "../../src/kernel/index.ts";
import {
  editUpdate,
  type LineContext,
  publishNow,
  recheckWaiting,
  retryStep,
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

/** Takes jobs as the desk does until it holds this update's. */
async function holdPublication(id: string): Promise<{ readonly data: StepJob; readonly id: string }> {
  for (;;) {
    const job = await context.jobs.fetch<StepJob>("desk");
    if (job?.data.update === id) return job;
    if (!job) await sleep(100);
  }
}

/** The context, with a signer that does as it is told when it is asked what stands. */
function whileAsked(act: () => Promise<null>): LineContext {
  return { ...context, signer: { ...context.signer, standing: act } };
}

test("a publication that was held when its hour was taken back does not go out when it is tried again", async () => {
  const id = await world.readyUpdate({ embargoed: true });
  const { person } = stage.people.cleo;
  await editUpdate(context, id, { embargoUntil: new Date(Date.now() + 2000) }, person);
  await world.approveAs(stage.people.ben, id);
  const job = await holdPublication(id);
  const away = whileAsked(async () => {
    throw new SamedayError("SIGNER_UNREACHABLE", "The signer does not answer.");
  });
  await expect(runDeskStep(away, job.data, job.id)).rejects.toMatchObject({ code: "SIGNER_UNREACHABLE" });
  // Its failure is not in the queue's table yet: there is nothing that the edit could take back.
  await editUpdate(context, id, { embargoUntil: new Date(Date.now() + DAY_MS) }, person);
  expect(await world.approveAs(stage.people.dan, id)).toMatchObject({ complete: true });
  await runDeskStep(context, job.data, job.id);
  expect((await world.view(id)).update.state).toBe("open");
  expect(await world.stateOf(id, "publish")).toMatchObject({ state: "ready", row: { job_id: null } });

  await publishNow(context, id, person);
  await expect(publishNow(context, id, person)).rejects.toMatchObject({ code: "CONFLICT" });
  const said = await holdPublication(id);
  await runDeskStep(context, said.data, said.id);
  expect((await world.view(id)).update.state).toBe("published");
});

test("a word that it goes out now ends with the approval that it was about", async () => {
  const id = await world.readyUpdate({ embargoed: true });
  const { person } = stage.people.cleo;
  await world.approveAs(stage.people.ben, id);
  await publishNow(context, id, person);
  const job = await holdPublication(id);
  await editUpdate(context, id, { summary: "several vulnerabilities" }, person);
  await world.approveAs(stage.people.dan, id);
  await runDeskStep(context, job.data, job.id);
  expect((await world.view(id)).waiting).toMatchObject({ on: "people", act: "publish" });
});

test("a lost try that finds itself too early does not disturb the one that has the step now", async () => {
  const id = await world.readyUpdate({ embargoed: true });
  await world.approveAs(stage.people.ben, id);
  const other = { state: "running", job_id: "other", attempt: 7 } as const;
  const slow = whileAsked(async () => {
    await setStep(context.store.db, id, PUBLISH, other);
    return null;
  });
  await runDeskStep(slow, { update: id, ...PUBLISH }, "lost");
  expect((await world.stateOf(id, "publish"))?.row).toMatchObject(other);
});

test("a key file that is away for a while takes no approval away; nothing is published without it", async () => {
  const id = await world.readyUpdate({ embargoed: true });
  const { keyFile } = stage.people.dan.person;
  await world.approveAs(stage.people.dan, id);
  const key = await readFile(keyFile);
  try {
    await writeFile(keyFile, "-----BEGIN PGP PUBLIC KEY BLOCK-----");
    const refused = { code: "DISTRIBUTION_INVALID", message: expect.stringContaining(keyFile) };
    await expect(recheckWaiting(context)).rejects.toMatchObject(refused);
    await publishNow(context, id, stage.people.cleo.person);
    await world.run(id, PUBLISH);
    expect(await world.stateOf(id, "publish")).toMatchObject({ state: "failed" });
  } finally {
    await writeFile(keyFile, key);
  }
  expect(await world.stateOf(id, "approve")).toMatchObject({ state: "done" });
  await retryStep(context, id, PUBLISH, stage.people.cleo.person);
  await world.run(id, PUBLISH);
  expect((await world.view(id)).update.state).toBe("published");
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
