import { chmod, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSignerClient, type RunningSigner, runSigner, type SignerClient } from "../../src/signer/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import { serveTree, type TreeServer } from "./signer-apt.ts";
import { approvers, goodRequest, makeWork, openStage, runner, type Stage, type Work } from "./signer-kit.ts";
import { bootMachine, type FakeTime, fakeTime, type Machine } from "./signer-machine.ts";

/* docs/guides/keys.md, "Back up the signer": its own commands, a machine that goes on, and what an older backup lacks. */

const HOUR = 3_600_000;

let stage: Stage;
let time: FakeTime;
let running: RunningSigner | undefined;
let signer: SignerClient;
let archive: TreeServer;
let machine: Machine;

async function start(): Promise<void> {
  const { signer: directory, socket: socketPath, exchange, definition } = stage;
  const ports = { runner: time.runner, random: systemRandom, clock: { now: () => time.now } };
  approvers.now = ports.clock.now;
  running = await runSigner({ directory, socketPath, exchange, definition, ...ports });
  signer = createSignerClient(socketPath);
}

async function stop(): Promise<void> {
  await running?.close();
  running = undefined;
}

function hourLater(): void {
  time.now = new Date(time.now.getTime() + HOUR);
}

/** The guide's commands under a heading, with this test's directory in the place of the desk's. */
async function commandsOf(heading: string): Promise<string> {
  const guide = await readFile(new URL("../../docs/guides/keys.md", import.meta.url), "utf8");
  const section = guide.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";
  const lines = section.split("\n").filter((line) => /^ {4}(?:umask|sudo tar) /.test(line));
  expect(lines.length).toBeGreaterThan(0);
  return lines
    .map((line) =>
      line
        .trim()
        .replace(/^sudo /, "")
        .replaceAll("/var/lib/sameday", stage.root),
    )
    .join("\n");
}

async function sh(script: string): Promise<void> {
  await runner.run({ argv: ["sh", "-euxc", script], cwd: stage.root, timeLimitMs: 120_000 });
}

async function follow() {
  const said = await machine.upgrade();
  return { said, tiny: await machine.version("tiny") };
}

beforeAll(async () => {
  stage = await openStage();
  await chmod(stage.root, 0o755);
  time = fakeTime(new Date(Math.floor(Date.now() / 1000) * 1000));
  await start();
  archive = await serveTree(join(stage.signer, "public"));
  await signer.publish(await goodRequest(stage, await makeWork(stage, { version: "1.0" })));
  machine = await bootMachine(time, join(stage.root, "machine"), archive.url, "acme");
  const names = await readdir(join(stage.signer, "public/pool"), { recursive: true });
  const deb = names.find((name) => name.endsWith("_1_all.deb")) ?? "";
  await machine.dpkg("--install", join(stage.signer, "public/pool", deb));
  await machine.apt("update");
  await machine.apt("--yes", "install", "tiny");
  expect(await follow()).toEqual({ said: "", tiny: "1.0" });
}, 120_000);

afterAll(async () => {
  archive?.close();
  await stop();
  await stage?.remove();
});

let next: Work;

test("a signer that was lost comes back from its backup: keys, suites and log; machines notice nothing", async () => {
  const keys = await signer.keys();
  await stop();
  await sh(await commandsOf("Back up the signer"));
  expect((await stat(join(stage.root, "signer.backup"))).mode & 0o777).toBe(0o600);
  const before = await readFile(join(stage.signer, "log.jsonl"), "utf8");
  await rm(stage.signer, { recursive: true });
  await sh(await commandsOf("Restore the signer"));
  for (const directory of ["keys", "state"]) {
    expect((await stat(join(stage.signer, directory))).mode & 0o777).toBe(0o700);
  }
  hourLater();
  await start();
  expect(await signer.keys()).toEqual(keys);
  expect(await readFile(join(stage.signer, "log.jsonl"), "utf8")).toBe(before);
  expect(await follow()).toEqual({ said: "", tiny: "1.0" });
  next = await makeWork(stage, { update: "u2", version: "1.1" });
  await signer.publish(await goodRequest(stage, next));
  expect(await follow()).toEqual({ said: "", tiny: "1.1" });
}, 120_000);

test("a backup of before a publication lacks it: machines keep what they have, and it can be published again", async () => {
  await stop();
  await rm(stage.signer, { recursive: true });
  await sh(await commandsOf("Restore the signer"));
  hourLater();
  await start();
  const told = { release: "bookworm", update: "u2", source: "tiny", version: "1.1" };
  expect(await signer.standing(told)).toBeNull();
  expect(await follow()).toEqual({ said: "", tiny: "1.1" });
  await signer.publish(await goodRequest(stage, next));
  expect(await signer.standing(told)).not.toBeNull();
  expect(await follow()).toEqual({ said: "", tiny: "1.1" });
}, 120_000);

test("with nothing but keys/ left, machines go on trusting; the suites begin anew, without what was published", async () => {
  const keys = await signer.keys();
  await stop();
  for (const name of ["public", "queues", "state", "log.jsonl"]) {
    await rm(join(stage.signer, name), { recursive: true });
  }
  hourLater();
  await start();
  expect(await signer.keys()).toEqual(keys);
  expect(await follow()).toEqual({ said: "", tiny: "1.1" });
  expect(await signer.standing({ release: "bookworm", update: "u2", source: "tiny", version: "1.1" })).toBeNull();
  const work = await makeWork(stage, { update: "u3", version: "1.2" });
  await signer.publish(await goodRequest(stage, work));
  expect(await follow()).toEqual({ said: "", tiny: "1.2" });
}, 120_000);
