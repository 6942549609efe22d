import { access, readFile, readlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY_MS } from "../../src/kernel/index.ts";
import { createSignerClient, type RunningSigner, runSigner, type SignerClient } from "../../src/signer/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import {
  approvers,
  goodRequest,
  makeWork,
  openStage,
  RELEASE,
  runner,
  type Stage,
  stateStep,
  type Work,
} from "./signer-kit.ts";
import { fakeTime } from "./signer-machine.ts";

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
  approvers.now = clock.now;
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

describe("a clock that had run ahead when keys were made", () => {
  let said: string[];

  /** gpg goes by the same clock, as on a real machine. */
  const time = fakeTime(new Date());

  async function startFresh(fresh: Stage, at: Date): Promise<void> {
    const { signer: directory, socket: socketPath, exchange, definition } = fresh;
    time.now = at;
    approvers.now = () => time.now;
    const ports = { runner: time.runner, random: systemRandom, clock: { now: () => time.now } };
    said = [];
    running = await runSigner({
      ...{ directory, socketPath, exchange, definition, ...ports, minimumOverlapMs: 0 },
      say: (line) => void said.push(line),
    });
    signer = createSignerClient(socketPath);
  }

  async function withStage(use: (fresh: Stage) => Promise<void>): Promise<void> {
    await running.close();
    const fresh = await openStage();
    try {
      await use(fresh);
    } finally {
      await running.close();
      await fresh.remove();
    }
  }

  it("at the first start: it is said, and a rotation brings a key that signs", async () => {
    await withStage(async (fresh) => {
      await startFresh(fresh, new Date(begin.getTime() + 200 * DAY_MS));
      await running.close();
      await writeFile(join(fresh.signer, "keys", "clock-is-right"), "");
      await startFresh(fresh, new Date(begin.getTime() + 240_000));
      expect(said.join("\n")).toMatch(/archive key was made on .*which the clock has not reached/);
      const work = await makeWork(fresh, { version: "1.0" });
      await expect(signer.publish(await goodRequest(fresh, work))).rejects.toThrow(/has not reached/);
      // The queue's key has no rotation; the suites of machines go on.
      await expect(signer.rotate("begin")).rejects.toThrow(/queue key was made on/);
      expect(await signer.publish(await goodRequest(fresh, work))).toMatchObject({ suite: "bookworm-security" });
    });
  });

  it("at the beginning of a rotation: the old key signs on alone until the new one's hour", async () => {
    await withStage(async (fresh) => {
      await startFresh(fresh, begin);
      const archive = async () => (await signer.keys()).filter(({ use }) => use === "archive");
      const [old] = await archive();
      time.now = new Date(begin.getTime() + 200 * DAY_MS);
      await signer.rotate("begin");
      expect((await signedBy(fresh)).length).toBe(2);
      time.now = new Date(begin.getTime() + 300_000);
      await writeFile(join(fresh.signer, "keys", "clock-is-right"), "");
      const one = await makeWork(fresh, { version: "1.0" });
      expect(await signer.publish(await goodRequest(fresh, one))).toMatchObject({ suite: "bookworm-security" });
      expect(await signedBy(fresh)).toEqual([old?.fingerprint]);
      time.now = new Date(begin.getTime() + 201 * DAY_MS);
      const two = await makeWork(fresh, { update: "u2", version: "1.1" });
      await signer.publish(await goodRequest(fresh, two));
      expect([...(await signedBy(fresh))].sort()).toEqual((await archive()).map((key) => key.fingerprint).sort());
    });
  });
});

/** Who signed the security suite that users see. */
async function signedBy({ signer: root }: Stage): Promise<readonly string[]> {
  const serial = basename(await readlink(join(root, "public", "dists", "bookworm-security")));
  const state = await readFile(join(root, "state", "bookworm-security", `${serial}.json`), "utf8");
  return (JSON.parse(state) as { signedBy: string[] }).signedBy;
}

function sayingBoth(first: Date, second: Date): RegExp {
  const said = [first, second].map((date) => date.toISOString().slice(0, 19).replace("T", " "));
  return new RegExp(`${said[0]} UTC.*bookworm-security was signed at ${said[1]} UTC`);
}
