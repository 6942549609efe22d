import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Approval } from "../../src/evidence/index.ts";
import { createSignerClient, type RunningSigner, runSigner } from "../../src/signer/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import { approve, goodRequest, makeWork, openStage, runner, type Stage, type Work } from "./signer-kit.ts";

/* What an approval says of its own time and of the build, held by the signer against its clock and the builders' words. */

const DAY = 24 * 3_600_000;
let stage: Stage;
let running: RunningSigner;
let work: Work;
let now = new Date();

beforeAll(async () => {
  stage = await openStage();
  const { signer: directory, socket: socketPath, exchange, definition } = stage;
  const ports = { runner, random: systemRandom, clock: { now: () => now } };
  running = await runSigner({ directory, socketPath, exchange, definition, ...ports });
  work = await makeWork(stage, { version: "1.0" });
});

afterAll(async () => {
  await running.close();
  await stage.remove();
});

test.each<[string, Partial<Approval>, string, string]>([
  ["that has ended", { until: "2025-01-01T00:00:00Z" }, "INPUT_INVALID", "counted until Wed 1 Jan 2025 00:00 UTC"],
  ["that would count for years", { until: "2099-01-01T00:00:00Z" }, "INPUT_INVALID", "longer than the 7 days"],
  ["without an end, as it was before", { edition: 3, until: "" }, "INPUT_INVALID", "What ben signed has no end"],
  [
    "that names a suite as left out, which it was not",
    { builtWithout: ["bookworm-security:amd64"] },
    "SIGNER_REFUSED",
    "ben approved it as built without bookworm-security:amd64; builders state: none",
  ],
])("an approval %s publishes nothing", async (_what, change, code, why) => {
  const files = () => readdir(join(stage.signer, "public"), { recursive: true });
  const before = await files();
  const request = await goodRequest(stage, work);
  const approvals = [await approve(stage.people.ben, work, change)];
  await expect(createSignerClient(stage.socket).publish({ ...request, approvals })).rejects.toMatchObject({
    code,
    message: expect.stringContaining(why),
  });
  expect(await files()).toEqual(before);
});

test("the signer's own clock decides: what the desk hands in a week later has ended", async () => {
  const request = await goodRequest(stage, work);
  const began = now;
  now = new Date(began.getTime() + 7 * DAY + 60_000);
  const publish = () => createSignerClient(stage.socket).publish(request);
  await expect(publish()).rejects.toThrow("counted until");
  now = new Date(began.getTime() + 6 * DAY);
  await expect(publish()).resolves.toMatchObject({ suite: "bookworm-security" });
});
