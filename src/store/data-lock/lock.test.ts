import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { lockDataDirectory } from "./lock.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), "store-lock-"));
  onTestFinished(() => rm(directory, { recursive: true }));
});

test("a second opener is told who holds the directory", async () => {
  const lock = await lockDataDirectory(directory, "desk");
  await expect(lockDataDirectory(directory, "restore")).rejects.toThrow(
    new RegExp(`is in use: held by desk, process ${process.pid}`),
  );
  await lock.release();
});

test("what was released can be taken again, and leaves nothing behind", async () => {
  for (let round = 0; round < 5; round += 1) await (await lockDataDirectory(directory, "desk")).release();
  expect(await readdir(path.join(directory, "lock"))).toEqual([]);
});

test("of many at once never two hold it, and one gets it in the end", async () => {
  let holding = 0;
  let most = 0;
  let got = 0;
  const contend = async (): Promise<void> => {
    const lock = await lockDataDirectory(directory, "desk").catch(() => undefined);
    if (!lock) return;
    holding += 1;
    got += 1;
    most = Math.max(most, holding);
    await new Promise((resolve) => setTimeout(resolve, 30));
    holding -= 1;
    await lock.release();
  };
  for (let round = 0; round < 5; round += 1) await Promise.all(Array.from({ length: 8 }, contend));
  expect(most).toBe(1);
  expect(got).toBeGreaterThan(0);
});

test("the lock of a process that was killed is free at once", async () => {
  await (await lockDataDirectory(directory, "desk")).release();
  const socket = path.join(directory, "lock", "0123456789abcdef.sock");
  const script = `require("node:net").createServer((peer) => peer.end("held by a test")).listen(${JSON.stringify(socket)}, () => console.log("up"))`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  await expect(lockDataDirectory(directory, "desk")).rejects.toThrow(/held by a test/);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await readdir(path.join(directory, "lock"))).toEqual(["0123456789abcdef.sock"]);
  await (await lockDataDirectory(directory, "desk")).release();
});

test("a holder that is too busy to answer still holds it", async () => {
  await (await lockDataDirectory(directory, "desk")).release();
  const socket = path.join(directory, "lock", "0123456789abcdef.sock");
  const script = `require("node:net").createServer(() => undefined).listen(${JSON.stringify(socket)}, () => { console.log("up"); setTimeout(() => { for (;;); }, 50); })`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  await expect(lockDataDirectory(directory, "desk")).rejects.toThrow(/too busy to say/);
});
