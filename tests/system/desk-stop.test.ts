import { spawn } from "node:child_process";
import { access, chmod, cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { layoutOf } from "../../src/desk/index.ts";
import { runner } from "./store-support.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** The words with which programs were started that work in a directory. */
async function programsIn(directory: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const words = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
  return words.filter((one) => one.includes(directory));
}

test("Ctrl-C while a desk starts ends it then, and is no failure", async () => {
  await runner.run({ argv: [path.join(ROOT, "sameday"), "--version"], timeLimitMs: 300_000 });
  const data = await mkdtemp("/var/lib/sameday-desk-stop-");
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  await chmod(data, 0o755);
  await cp(path.join(ROOT, "examples/debian"), data, { recursive: true });
  const words = ["desk", "run", "--data", data, "--without-builder", "--port", "18655"];
  // A session of its own, as a terminal's: Ctrl-C reaches all of it at once.
  const desk = spawn(path.join(ROOT, "sameday"), words, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [desk.stdout, desk.stderr]) stream.on("data", (text) => (said += text));
  const ended = new Promise<number | null>((resolve) => desk.on("close", resolve));
  const { signerSocket } = layoutOf(data);
  while (
    !(await access(signerSocket).then(
      () => true,
      () => desk.exitCode !== null,
    ))
  )
    await sleep(20);
  const began = performance.now();
  process.kill(-(desk.pid ?? 0), "SIGINT");
  expect([await ended, said]).toEqual([0, expect.not.stringContaining("sameday:")]);
  expect(performance.now() - began).toBeLessThan(45_000);
  // Ctrl-C reached the database as well, which may be the last to end.
  await expect.poll(() => programsIn(data), { timeout: 45_000 }).toEqual([]);
}, 300_000);
