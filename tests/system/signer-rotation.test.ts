import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { DAY_MS } from "../../src/kernel/index.ts";
import { createSignerClient, type RunningSigner, runSigner, type SignerClient } from "../../src/signer/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import { serveTree, type TreeServer } from "./signer-apt.ts";
import { approvers, goodRequest, makeWork, openStage, runner, type Stage } from "./signer-kit.ts";
import { bootMachine, type FakeTime, fakeTime, type Machine, secretKeys, switchedOff } from "./signer-machine.ts";

/*
 * Two months of an archive and of the machines that follow it by real apt and dpkg, each program at the test's hour. The
 * signer runs on through all of it and renews what has to be renewed by itself.
 */

const KEYRING = "acme-security-keyring";
/** How apt says it, with gpgv on Debian 12 and with sqv on Debian 13. */
const NO_KEY = /NO_PUBKEY|Missing key|not signed/;
const PATIENCE = { timeout: 60_000, interval: 100 };

let stage: Stage;
let time: FakeTime;
let begin: number;
let running: RunningSigner | undefined;
let signer: SignerClient;
let archive: TreeServer;
/** Is upgraded every few days; was switched off before the change of keys began. */
let diligent: Machine;
let asleep: Machine;
let updates = 0;

async function start(): Promise<void> {
  const { signer: directory, socket: socketPath, exchange, definition } = stage;
  const clock = { now: () => time.now };
  approvers.now = clock.now;
  const ports = { runner: time.runner, random: systemRandom, clock };
  running = await runSigner({ directory, socketPath, exchange, definition, ...ports, careMs: 200 });
  signer = createSignerClient(socketPath);
}

function day(number: number): void {
  time.now = new Date(begin + number * DAY_MS);
}

async function release(tiny: string): Promise<void> {
  updates += 1;
  const work = await makeWork(stage, { update: `u${updates}`, version: tiny });
  await signer.publish(await goodRequest(stage, work));
}

async function releaseField(name: string): Promise<string> {
  const text = await readFile(join(stage.signer, "public/dists/bookworm-security/Release"), "utf8");
  return new RegExp(`^${name}: (.*)$`, "m").exec(text)?.[1] ?? "";
}

/** Until the signer has dated its suite to the present hour, by its own hourly care. */
async function untilRenewed(): Promise<void> {
  await vi.waitFor(async () => expect(new Date(await releaseField("Date"))).toEqual(time.now), PATIENCE);
}

async function archiveKeys(): Promise<readonly string[]> {
  return (await signer.keys()).filter(({ use }) => use === "archive").map(({ fingerprint }) => fingerprint);
}

async function fingerprintsIn(keyring: string): Promise<readonly string[]> {
  const argv = ["gpg", "--batch", "--no-default-keyring", "--with-colons", "--show-keys", keyring] as const;
  const { stdout } = await runner.run({ argv, timeLimitMs: 30_000 });
  return [
    ...Buffer.from(stdout)
      .toString()
      .matchAll(/^fpr:+([0-9A-F]{40}):/gm),
  ].map(([, found = ""]) => found);
}

/** The bill of a machine's day: what apt complained of, and what is installed now. */
async function follow(machine: Machine) {
  const said = await machine.upgrade();
  return { said, keyring: await machine.version(KEYRING), tiny: await machine.version("tiny") };
}

beforeAll(async () => {
  stage = await openStage();
  begin = Math.floor(Date.now() / 1000) * 1000;
  time = fakeTime(new Date(begin));
  await start();
  archive = await serveTree(join(stage.signer, "public"));
  await release("1.0");
  diligent = await bootMachine(time, join(stage.root, "diligent"), archive.url, "acme");
  // As an image is made: with the keyring package of the day, from the archive's own pool.
  const [deb] = (await readdir(join(stage.signer, "public/pool"), { recursive: true })).filter((name) =>
    name.endsWith(`${KEYRING}_1_all.deb`),
  );
  const installed = await diligent.dpkg("--install", join(stage.signer, "public/pool", deb ?? ""));
  expect(installed.exitCode).toBe(0);
  expect((await diligent.apt("update")).stderr).toBe("");
  expect((await diligent.apt("--yes", "install", "tiny")).exitCode).toBe(0);
  expect(await follow(diligent)).toEqual({ said: "", keyring: "1", tiny: "1.0" });
}, 120_000);

afterAll(async () => {
  archive?.close();
  await running?.close();
  await stage?.remove();
});

describe("the validity of a suite", () => {
  test("apt refuses one that nobody renewed, and takes it again once the signer runs", async () => {
    await running?.close();
    running = undefined;
    day(6);
    expect((await diligent.upgrade()).trim()).toBe("");
    day(8);
    expect(await diligent.upgrade()).toMatch(/expired|no longer valid|not valid/i);
    await start();
    await untilRenewed();
    expect((await follow(diligent)).said).toBe("");
  }, 120_000);

  test("a signer that runs on renews it by itself, half of it before its end", async () => {
    day(11);
    await sleep(1000);
    expect(new Date(await releaseField("Date"))).toEqual(new Date(begin + 8 * DAY_MS));
    day(12);
    await untilRenewed();
    expect(new Date(await releaseField("Valid-Until"))).toEqual(new Date(begin + 19 * DAY_MS));
  }, 120_000);
});

describe("a change of the archive key", () => {
  test("brings a machine that is upgraded now and then from one key to the next, by apt alone", async () => {
    asleep = await switchedOff(time, diligent, join(stage.root, "asleep"), archive.url, "acme");
    const [old = ""] = await archiveKeys();
    day(30);
    await signer.rotate("begin");
    const [, fresh = ""] = await archiveKeys();
    await release("1.1");
    day(33);
    expect(await follow(diligent)).toEqual({ said: "", keyring: "2", tiny: "1.1" });
    expect([...(await fingerprintsIn(diligent.keyring))].sort()).toEqual([old, fresh].sort());
    await expect(signer.rotate("finish")).rejects.toThrow(/need time .* finish in 11 d/);
    expect(await secretKeys(join(stage.signer, "keys/archive"))).toHaveLength(2);

    day(45);
    expect((await signer.rotate("finish")).filter(({ use }) => use === "archive")).toMatchObject([
      { fingerprint: fresh, state: "signing" },
    ]);
    expect(await secretKeys(join(stage.signer, "keys/archive"))).toHaveLength(1);
    await release("1.2");
    expect(await follow(diligent)).toEqual({ said: "", keyring: "3", tiny: "1.2" });
    expect(await fingerprintsIn(diligent.keyring)).toEqual([fresh]);
    // What the old key signed of late is of no more use: the machine has forgotten it.
    day(60);
    await untilRenewed();
    expect(await follow(diligent)).toEqual({ said: "", keyring: "3", tiny: "1.2" });
  }, 240_000);

  test("leaves out a machine that was off all the while, until its administrator installs the keyring as the guide says", async () => {
    const lost = await follow(asleep);
    expect(lost).toMatchObject({ keyring: "1", tiny: "1.0" });
    expect(lost.said).toMatch(NO_KEY);

    // docs/guides/keys.md, "A machine that was switched off": what a machine that followed shows, given to the one that did not.
    const field = await diligent.show(KEYRING);
    const download = [`${archive.url}/${field("Filename")}`, "keyring.deb", `SHA256:${field("SHA256")}`];
    const helper = "/usr/lib/apt/apt-helper";
    const flags = ["-o", "Acquire::http::Proxy=DIRECT"];
    const wrong = [helper, ...flags, "download-file", ...download.with(2, `SHA256:${"0".repeat(64)}`)];
    const ask = (argv: readonly string[]) =>
      runner.run({
        argv: argv as [string, ...string[]],
        cwd: asleep.root,
        timeLimitMs: 60_000,
        okExitCodes: [0, 1, 100],
      });
    expect((await ask(wrong)).exitCode).not.toBe(0);
    expect((await ask([helper, ...flags, "download-file", ...download])).exitCode).toBe(0);
    expect((await asleep.dpkg("--install", join(asleep.root, "keyring.deb"))).exitCode).toBe(0);
    expect(await follow(asleep)).toEqual({ said: "", keyring: "3", tiny: "1.2" });
  }, 120_000);
});
