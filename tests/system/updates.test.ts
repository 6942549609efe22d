import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createQueueToken,
  DESK_QUEUE,
  getStep,
  getUpdate,
  publishNow,
  queueTokenHolder,
  reportTest,
  retryStep,
  type StepJob,
  setStep,
  withdrawUpdate,
} from "../../src/updates/index.ts";
import { actionsOn, end, type LineWorld, NOW, newUpdate, openLine, person } from "./updates-kit.ts";

const LEO = person("leo", "full");
const BUILD = { step: "build", kind: "", architecture: "amd64" } as const;
const MACHINE = { step: "machine", kind: "", architecture: "amd64" } as const;

let world: LineWorld;

beforeAll(async () => {
  world = await openLine("outbox");
});

afterAll(() => world?.close());

describe("acts on an update that has ended", () => {
  const acts = {
    publish: (id: string) => publishNow(world.context, id, LEO),
    "try again": (id: string) => retryStep(world.context, id, BUILD, LEO),
    "send back": (id: string) => withdrawUpdate(world.context, id, "It breaks.", LEO),
    "report a test": (id: string) => reportTest(world.context, id, { verdict: "works", note: "" }, LEO),
  };

  test.each(
    (["published", "withdrawn", "refused"] as const).flatMap((state) =>
      (Object.keys(acts) as (keyof typeof acts)[]).map((act) => [state, act] as const),
    ),
  )("%s: %s is refused, says what it is and what to do, and leaves no trace", async (state, act) => {
    const id = await newUpdate(world);
    await setStep(world.context.store.db, id, BUILD, { state: "failed", reason: "x" });
    await end(world, id, state);
    await expect(acts[act](id)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(new RegExp(`^${id} is ${state}.*upload`)),
    });
    expect(await actionsOn(world, id)).toEqual([]);
  });

  test("but what follows a publication may be tried again", async () => {
    const id = await newUpdate(world);
    await setStep(world.context.store.db, id, MACHINE, { state: "failed", reason: "x" });
    await end(world, id, "published");
    await retryStep(world.context, id, MACHINE, LEO);
    expect((await getStep(world.context.store.db, id, MACHINE)).state).toBe("ready");
  });
});

test("auditors' test reports are refused by the act itself", async () => {
  const id = await newUpdate(world);
  const report = { verdict: "works", note: "" } as const;
  await expect(reportTest(world.context, id, report, person("kim", "auditor"))).rejects.toMatchObject({
    code: "NOT_ALLOWED",
  });
  await reportTest(world.context, id, report, person("pia", "uploader"));
  expect(await actionsOn(world, id)).toEqual(["test works"]);
});

test("what may be with the signer already cannot be sent back", async () => {
  const id = await newUpdate(world);
  const publish = { step: "publish", kind: "", architecture: "" } as const;
  await setStep(world.context.store.db, id, publish, { state: "ready", attempt: 1, reason: "SIGNER_UNREACHABLE" });
  await expect(withdrawUpdate(world.context, id, "Late.", LEO)).rejects.toMatchObject({ code: "CONFLICT" });
  // The signer has it: the publication is queued again, to be brought to its end.
  const job = await world.jobs.fetch<StepJob>(DESK_QUEUE);
  expect(job?.data).toMatchObject({ update: id, step: "publish" });
  await world.context.store.transaction((trx) => world.jobs.complete(trx, job?.id ?? ""));
  expect((await getUpdate(world.context.store.db, id)).state).toBe("open");
});

test("a token remembers when it was used, once a minute", async () => {
  const { context, clock } = world;
  const token = await createQueueToken(context, { queue: "embargoed", holder: "tess", by: "leo" });
  const lastUsed = async () =>
    (
      await context.store.db
        .selectFrom("queue_token")
        .select("last_used_at")
        .where("holder", "=", "tess")
        .executeTakeFirstOrThrow()
    ).last_used_at;
  expect(await lastUsed()).toBeNull();
  const at = async (seconds: number) => {
    clock.now = new Date(NOW.getTime() + seconds * 1000);
    expect(await queueTokenHolder(context, "embargoed", token)).toBe("tess");
    return lastUsed();
  };
  expect(await at(0)).toEqual(NOW);
  expect(await at(59)).toEqual(NOW);
  expect(await at(60)).toEqual(new Date(NOW.getTime() + 60_000));
  clock.now = NOW;
});
