import { spawn } from "node:child_process";
import { chmod, cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "./free-port.ts";
import { runner } from "./store-support.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** The words with which programs were started that work in a directory. */
async function programsIn(directory: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const words = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
  return words.filter((one) => one.includes(directory));
}

test("a desk that is killed -9 leaves nothing that runs on, and one started at once serves at the same port", async () => {
  await runner.run({ argv: [path.join(ROOT, "sameday"), "--version"], timeLimitMs: 300_000 });
  const data = await mkdtemp("/var/lib/sameday-desk-killed-");
  onTestFinished(() => rm(data, { recursive: true, force: true }));
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
  expect(second.said.join("")).not.toMatch(/started again|left behind/);
  second.desk.kill("SIGKILL");
  await expect.poll(() => programsIn(data), { timeout: 60_000 }).toEqual([]);
}, 600_000);
