import { spawn } from "node:child_process";
import { chmod, cp, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { layoutOf } from "../../src/desk/index.ts";
import { pidsOf, postmasterOf } from "./desk-processes.ts";
import { freePort } from "./free-port.ts";
import { runner } from "./store-support.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** Services that `desk run` keeps in that directory. */
const SERVICES = ["signer run", "desk server", "desk tracker", "desk intake", "desk role-key"];

test("a desk that is killed -9 leaves no service that runs on, and one started at once serves at the same port", async () => {
  await runner.run({ argv: [path.join(ROOT, "sameday"), "--version"], timeLimitMs: 300_000 });
  const data = await mkdtemp("/var/lib/sameday-desk-killed-");
  onTestFinished(async () => {
    // A database whose server had no time to end it stays until the next start takes it over; here there is none.
    const left = await postmasterOf(layoutOf(data).postgres);
    if (left !== undefined) process.kill(left, "SIGQUIT");
    await rm(data, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  });
  await chmod(data, 0o755);
  await cp(path.join(ROOT, "examples/debian"), data, { recursive: true });
  const port = await freePort();
  const start = () => {
    const words = ["desk", "run", "--data", data, "--without-builder", "--port", String(port)];
    const desk = spawn(path.join(ROOT, "sameday"), words, { stdio: ["ignore", "pipe", "pipe"] });
    onTestFinished(() => void desk.kill("SIGKILL"));
    const said: string[] = [];
    for (const stream of [desk.stdout, desk.stderr]) stream.on("data", (text) => said.push(String(text)));
    const ended = new Promise<void>((resolve) => desk.on("close", () => resolve()));
    const serves = async (): Promise<void> => {
      await expect
        .poll(() => said.join(""), { timeout: 240_000 })
        .toContain(`The desk is at http://127.0.0.1:${port}.`);
      expect((await fetch(`http://127.0.0.1:${port}/`)).ok).toBe(true);
    };
    return { desk, ended, serves, said };
  };
  const first = start();
  await first.serves();
  first.desk.kill("SIGKILL");
  await first.ended;
  // While the services of the first may still be ending.
  const second = start();
  await second.serves();
  expect(second.said.join("")).not.toContain("started again");
  second.desk.kill("SIGKILL");
  await expect.poll(() => pidsOf(data, SERVICES), { timeout: 60_000 }).toEqual([]);
}, 600_000);
