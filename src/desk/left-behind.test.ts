import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { untilOthersEnded } from "./left-behind.ts";
import type { ServiceUsers } from "./service-users.ts";

const self = { name: "self", uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const users: ServiceUsers = { server: self, builder: self, signer: self, key: self, separate: false };
const stranger = { ...self, uid: self.uid + 1 };
const others: ServiceUsers = { server: stranger, builder: stranger, signer: stranger, key: stranger, separate: true };

/** A process with these words behind the program's name, which does nothing. */
async function running(...words: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["-e", "console.log(1); setInterval(() => {}, 1000)", "entry", ...words]);
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child;
}

async function directory(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), "sd-left-behind-"));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

test("a service that ends by itself is waited for", async () => {
  const data = await directory();
  const child = await running("desk", "server", "--data", data, "--port", "1");
  let over = false;
  const waiting = untilOthersEnded(data, users).then(() => {
    over = true;
  });
  await expect(untilOthersEnded(data, users, 0)).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining(String(child.pid)),
  });
  expect(over).toBe(false);
  child.kill("SIGKILL");
  await waiting;
});

test.each([
  ["of another data directory", ["desk", "server", "--data", "/nowhere"], users],
  ["that does something else here", ["desk", "backup", "--data", "DATA"], users],
  ["that names the directory for something else", ["desk", "server", "--cache", "DATA"], users],
  ["of a user who is not the desk's", ["desk", "server", "--data", "DATA"], others],
])("nobody waits for a process %s", async (_what, words, whose) => {
  const data = await directory();
  await running(...words.map((word) => (word === "DATA" ? data : word)));
  await untilOthersEnded(data, whose, 0);
});
