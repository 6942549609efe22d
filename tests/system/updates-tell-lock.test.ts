import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withRepositoryLock } from "../../src/tracker/index.ts";
import { runner } from "./signer-kit.ts";
import { type ApprovalWorld, openApprovalWorld, PUBLISH, TELL } from "./updates-approve-kit.ts";

/* Telling writes into the lists that people and commands edit too, one at a time. */

let world: ApprovalWorld;

beforeAll(async () => {
  world = await openApprovalWorld();
}, 120_000);

afterAll(() => world?.close(), 60_000);

test("an advisory waits for an edit that is under way, and neither undoes the other", async () => {
  const { trackerDirectory } = world.context;
  const list = join(trackerDirectory, "CVE", "list");
  const git = (...words: string[]) =>
    runner.run({
      argv: ["git", "-C", trackerDirectory, "-c", "user.name=mo", "-c", "user.email=mo@desk.invalid", ...words],
      timeLimitMs: 30_000,
    });
  await git("add", "CVE/list");
  await git("commit", "--quiet", "--message", "lists");
  const id = await world.readyUpdate({ issues: ["CVE-2026-1000"] });
  await world.approveAs(world.stage.people.ben, id);
  await world.run(id, PUBLISH);
  let telling: Promise<void> = Promise.resolve();
  await withRepositoryLock(runner, trackerDirectory, async () => {
    const read = await readFile(list, "utf8");
    telling = world.run(id, TELL);
    await sleep(3000);
    await writeFile(list, read.replace("[also known]\n", "[also known]\n\tNOTE: by mo\n"));
    await git("commit", "--quiet", "--message", "a note", "--", "CVE/list");
  });
  await telling;
  expect(await world.stateOf(id, "tell")).toMatchObject({ state: "done" });
  const now = (
    await runner.run({ argv: ["git", "-C", trackerDirectory, "show", "HEAD:CVE/list"], timeLimitMs: 30_000 })
  ).stdout;
  expect(Buffer.from(now).toString()).toMatch(/NOTE: by mo\n[\s\S]*CVE-2026-1000 \[known\]\n\t\{ACME-SA-1-1\}/);
}, 120_000);
