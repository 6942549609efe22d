import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Job } from "../../src/jobs/index.ts";
import {
  clearQueues,
  DESK_QUEUE,
  getStep,
  retryStep,
  runDeskStep,
  type StepJob,
  setStep,
  withdrawUpdate,
} from "../../src/updates/index.ts";
import { actionsOn, type LineWorld, NOW, newUpdate, openLine, person } from "./updates-kit.ts";

const LEO = person("leo", "full");
const QUEUE = { step: "queue", kind: "", architecture: "" } as const;
const BUILD = { step: "build", kind: "", architecture: "amd64" } as const;

let world: LineWorld;

beforeAll(async () => {
  world = await openLine("outbox");
});

afterAll(() => world?.close());

describe("a step of the desk", () => {
  /** A ready queue step, with the job that does it in our hands. */
  async function held(): Promise<{ id: string; job: Job<StepJob> }> {
    const id = await newUpdate(world);
    const { store, jobs } = world.context;
    await setStep(store.db, id, BUILD, { state: "done", result: "passed" });
    await setStep(store.db, id, QUEUE, { state: "ready", ready_at: world.clock.now });
    await store.transaction((trx) => jobs.send(trx, { queue: DESK_QUEUE, data: { update: id, ...QUEUE } }));
    const job = await jobs.fetch<StepJob>(DESK_QUEUE);
    if (!job) throw new Error("there is no job");
    return { id, job };
  }

  const done = (job: Job<StepJob>) => world.context.jobs.complete(world.context.store.db, job.id);

  test("that lost its job writes nothing over what its successor wrote", async () => {
    const { id, job } = await held();
    world.signer.onEnqueue = async () => {
      // Meanwhile the job was given to another, who has begun.
      await setStep(world.context.store.db, id, QUEUE, { attempt: 2, job_id: "desk-other-1", party: "other" });
    };
    await runDeskStep(world.context, job.data, job.id);
    world.signer.onEnqueue = async () => undefined;
    const step = await getStep(world.context.store.db, id, QUEUE);
    expect(step).toMatchObject({ state: "running", row: { attempt: 2, job_id: "desk-other-1", party: "other" } });
    expect(await actionsOn(world, id)).toEqual([]);
    await done(job);
  });

  test("of an update that is sent back while it runs opens nothing, and the queue is cleared after it", async () => {
    const { id, job } = await held();
    world.signer.onEnqueue = () => withdrawUpdate(world.context, id, "Wrong patch.", LEO);
    await runDeskStep(world.context, job.data, job.id);
    world.signer.onEnqueue = async () => undefined;
    world.signer.calls.length = 0;
    await clearQueues(world.context);
    expect(world.signer.calls).toEqual([`dequeue ${id}`]);
    await clearQueues(world.context);
    expect(world.signer.calls).toEqual([`dequeue ${id}`]);
    await done(job);
  });

  test("killed between queueing and its end, on an update sent back since, leaves nothing in the queue", async () => {
    const { id, job } = await held();
    await setStep(world.context.store.db, id, QUEUE, { state: "running", attempt: 1, job_id: job.id });
    await withdrawUpdate(world.context, id, "Wrong patch.", LEO);
    await runDeskStep(world.context, job.data, job.id);
    expect(await getStep(world.context.store.db, id, QUEUE)).toMatchObject({
      state: "failed",
      row: { reason: "ended" },
    });
    world.signer.calls.length = 0;
    await clearQueues(world.context);
    expect(world.signer.calls).toEqual([`dequeue ${id}`]);
    await done(job);
  });

  test("counts its attempts on when a person has it tried again, and is as patient as before", async () => {
    const { id, job } = await held();
    world.signer.away = true;
    await setStep(world.context.store.db, id, QUEUE, { attempt: 40 });
    await expect(runDeskStep(world.context, job.data, job.id)).rejects.toMatchObject({ code: "SIGNER_UNREACHABLE" });
    expect(await getStep(world.context.store.db, id, QUEUE)).toMatchObject({ state: "ready", row: { attempt: 41 } });
    world.clock.now = new Date(NOW.getTime() + 13 * 3_600_000);
    await runDeskStep(world.context, job.data, job.id);
    expect(await getStep(world.context.store.db, id, QUEUE)).toMatchObject({ state: "failed", row: { attempt: 42 } });
    await retryStep(world.context, id, QUEUE, LEO);
    await expect(runDeskStep(world.context, job.data, job.id)).rejects.toMatchObject({ code: "SIGNER_UNREACHABLE" });
    expect(await getStep(world.context.store.db, id, QUEUE)).toMatchObject({ state: "ready", row: { attempt: 43 } });
    world.signer.away = false;
    world.clock.now = NOW;
    await done(job);
  });
});
