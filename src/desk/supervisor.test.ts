import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { supervise } from "./supervisor.ts";

const user = { name: "self", uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

/** A program that notes each start and ends at once, badly. */
async function program(): Promise<{ entry: string; starts: string; home: string }> {
  const home = await mkdtemp(path.join(tmpdir(), "sd-supervisor-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const starts = path.join(home, "starts");
  const entry = path.join(home, "program.mjs");
  const source = `import { appendFileSync } from "node:fs"; appendFileSync(process.argv[2], "x"); process.exitCode = 1;`;
  await writeFile(entry, source);
  await writeFile(starts, "");
  return { entry, starts, home };
}

test("what is stopped in the pause before its next start is not started again", async () => {
  const { entry, starts, home } = await program();
  const ended = new Promise<void>((resolve) => {
    const supervisor = supervise(entry, [{ name: "quick", user, args: [starts], home }], () => {
      void supervisor.stop().then(resolve);
    });
  });
  await ended;
  await sleep(1200);
  expect(await readFile(starts, "utf8")).toBe("x");
});

test("what the desk can spare is never given up, and the desk goes on", async () => {
  const { entry, starts, home } = await program();
  const services = [{ name: "spare", user, args: [starts], home, spare: { longestPauseMs: 400 } }];
  let said = 0;
  const supervisor = supervise(entry, services, () => {
    said += 1;
  });
  onTestFinished(() => supervisor.stop());
  const failed = supervisor.failed.catch(() => "failed");
  const began = performance.now();
  const tenth = (async () => {
    while (said < 10) await sleep(50);
    await sleep(100);
    return "alive";
  })();
  expect(await Promise.race([failed, tenth])).toBe("alive");
  // Pauses that went on doubling would be two minutes by now, or one with a longest pause of a minute less.
  expect(performance.now() - began).toBeLessThan(30_000);
}, 60_000);

test("what ends after Ctrl-C, which reaches every process at once, is neither started again nor told as an accident", async () => {
  const { starts, home } = await program();
  const entry = path.join(home, "waits.mjs");
  const source = `import { appendFileSync } from "node:fs"; appendFileSync(process.argv[2], "x"); setInterval(() => {}, 1000);`;
  await writeFile(entry, source);
  const ending = new AbortController();
  const said: string[] = [];
  const services = [{ name: "waits", user, args: [starts], home }];
  const supervisor = supervise(entry, services, (_name, text) => said.push(text), ending.signal);
  while ((await readFile(starts, "utf8")) === "") await sleep(20);
  ending.abort();
  for (const pid of supervisor.pids()) process.kill(pid, "SIGINT");
  await sleep(1200);
  await supervisor.stop();
  expect([await readFile(starts, "utf8"), said]).toEqual(["x", []]);
});

test("each line of what a service says comes by itself, also when they were written as one and cut anywhere", async () => {
  const { home } = await program();
  const entry = path.join(home, "speaks.mjs");
  const source = `process.stderr.write("first\\nsecond\\nth"); setTimeout(() => process.stderr.write("ird"), 200);`;
  await writeFile(entry, source);
  const said: string[] = [];
  await new Promise<void>((resolve) => {
    const supervisor = supervise(entry, [{ name: "speaks", user, args: [], home }], (_name, text) => {
      said.push(text);
      if (text.startsWith("ended")) void supervisor.stop().then(resolve);
    });
  });
  expect(said).toEqual(["first", "second", "third", expect.stringContaining("ended (with 0)")]);
});
