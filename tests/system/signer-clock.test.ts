import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY_MS } from "../../src/kernel/index.ts";
import { createSignerClient, type RunningSigner, runSigner, type SignerClient } from "../../src/signer/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import { goodRequest, makeWork, openStage, RELEASE, runner, type Stage, stateStep, type Work } from "./signer-kit.ts";

/* A clock that is set back under a signer with real keys, and one that had run ahead. */

const WRONG = { code: "CLOCK_WENT_BACK" };

let stage: Stage;
let running: RunningSigner;
let signer: SignerClient;
let now: Date;
let begin: Date;
let work: Work;

async function start(): Promise<void> {
  const { signer: directory, socket: socketPath, exchange, definition } = stage;
  const clock = { now: () => now };
  running = await runSigner({ directory, socketPath, exchange, definition, runner, random: systemRandom, clock });
  signer = createSignerClient(socketPath);
}

function readPublished(name: string): Promise<string> {
  return readFile(join(stage.signer, "public", "dists", "bookworm-security", name), "utf8");
}

async function dateOfSuite(): Promise<Date> {
  return new Date(/^Date: (.*)$/m.exec(await readPublished("Release"))?.[1] ?? "");
}

beforeAll(async () => {
  stage = await openStage();
  begin = new Date(Math.floor(Date.now() / 1000) * 1000);
  now = begin;
  await start();
  work = await makeWork(stage, { version: "1.0" });
});

afterAll(async () => {
  await running?.close();
  await stage?.remove();
});

describe("a clock that was set back", () => {
  it("signs nothing: no publication, no queue, no advisory, no new key; the message names both times", async () => {
    const before = await readPublished("InRelease");
    now = new Date(begin.getTime() - 3 * DAY_MS);
    const request = await goodRequest(stage, work);
    await expect(signer.publish(request)).rejects.toMatchObject(WRONG);
    await expect(signer.publish(request)).rejects.toThrow(sayingBoth(now, begin));
    const envelopes = [stateStep(stage, work, "build")];
    const wish = { queue: "embargoed", release: RELEASE, update: work.update, files: work.files, envelopes };
    await expect(signer.enqueue(wish)).rejects.toMatchObject(WRONG);
    // A rotation that seems to have begun three days earlier would end three days too early.
    await expect(signer.rotate("begin")).rejects.toMatchObject(WRONG);
    expect((await signer.keys()).filter((key) => key.use === "archive")).toHaveLength(1);
    expect(await readPublished("InRelease")).toBe(before);
    // A start with the wrong clock serves what there is and changes nothing.
    await running.close();
    await start();
    expect(await readPublished("InRelease")).toBe(before);
  });

  it("goes on by itself when the clock is right again", async () => {
    now = new Date(begin.getTime() + 60_000);
    expect(await signer.publish(await goodRequest(stage, work))).toMatchObject({ suite: "bookworm-security" });
    expect(await dateOfSuite()).toEqual(now);
  });

  it("tells nothing before the publication, and answers what users have already", async () => {
    const text = "Package        : tiny\n\nIn bookworm this is fixed in version 1.0.\n";
    now = new Date(begin.getTime() - DAY_MS);
    await expect(signer.signAdvisory({ update: work.update, text })).rejects.toMatchObject(WRONG);
    expect(await signer.publish(await goodRequest(stage, work))).toMatchObject({ suite: "bookworm-security" });
    now = new Date(begin.getTime() + 120_000);
    expect(await signer.signAdvisory({ update: work.update, text })).toContain("BEGIN PGP SIGNED MESSAGE");
  });
});

describe("a clock that had run ahead", () => {
  it("waits until the administrator of the signer's machine says that it is right now, and dates the suite back", async () => {
    await running.close();
    now = new Date(begin.getTime() + 200 * DAY_MS);
    await start();
    expect(await dateOfSuite()).toEqual(now);
    now = new Date(begin.getTime() + 180_000);
    const next = await makeWork(stage, { update: "u2", version: "1.1" });
    const waiver = join(stage.signer, "keys", "clock-is-right");
    await expect(signer.publish(await goodRequest(stage, next))).rejects.toThrow(waiver);
    await writeFile(waiver, "");
    await signer.publish(await goodRequest(stage, next));
    expect(await dateOfSuite()).toEqual(now);
    // The hourly care dates every other suite back, and the word is used up.
    await running.close();
    await start();
    await expect(access(waiver)).rejects.toMatchObject({ code: "ENOENT" });
    const queue = join(stage.signer, "queues/embargoed/dists/bookworm-embargoed/Release");
    expect(await readFile(queue, "utf8")).toContain(`Date: ${now.toUTCString().replace("GMT", "UTC")}`);
    now = new Date(begin.getTime() + 60_000);
    const third = await makeWork(stage, { update: "u3", version: "1.2" });
    await expect(signer.publish(await goodRequest(stage, third))).rejects.toMatchObject(WRONG);
  });
});

function sayingBoth(first: Date, second: Date): RegExp {
  const said = [first, second].map((date) => date.toISOString().slice(0, 19).replace("T", " "));
  return new RegExp(`${said[0]} UTC.*bookworm-security was signed at ${said[1]} UTC`);
}
