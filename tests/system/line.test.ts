import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FinishedDrill } from "../../src/drill/index.ts";
import { faultsOfSuite, fetchUpdate, kill, type Part, rehearse, trackerCommits } from "./line-kit.ts";

/*
 * The whole line with a real past fix: real archive, real builds, real apt. On the way the builder, the server and the
 * server again are killed with -9, at moments when each is at work; the line must end as if nothing had happened.
 */

const DATA = "/var/lib/sameday-line-test";

let drill: FinishedDrill;
const killed: Part[] = [];

beforeAll(async () => {
  await mkdir(DATA, { recursive: true, mode: 0o755 });
  const killSoon = async (part: Part, pause: number): Promise<void> => {
    await sleep(pause);
    if (await kill(DATA, part)) killed.push(part);
  };
  drill = await rehearse(DATA, "pyasn1", {
    began(name) {
      if (name === "build amd64") void killSoon("builder", 3000);
      if (name === "prove recreation amd64") void killSoon("server", 1500);
      if (name === "publish") void killSoon("server", 50);
    },
    ended: () => undefined,
    stopped: () => undefined,
    triedAgain: () => undefined,
  });
}, 1_500_000);

afterAll(async () => {
  await drill?.desk.stop();
  await rm(path.join(DATA, "drills", "desk"), { recursive: true, force: true });
}, 120_000);

test("each kill hit a process that was at work", () => {
  expect(killed).toEqual(["builder", "server", "server"]);
});

test("the machine has the fix, by its own dpkg", () => {
  expect(drill.result.outcome).toBe("fixed");
  expect(drill.result.proof).toContain(drill.result.fixed);
});

test("every stage ended well and none is missing", () => {
  const results = Object.fromEntries(drill.result.stages.map((stage) => [stage.name, stage.result]));
  expect(results).toMatchObject({
    source: "passed",
    "build amd64": "passed",
    queue: "passed",
    "prove variation amd64": "passed",
    "prove recreation amd64": "passed",
    review: "passed",
    approve: "passed",
    publish: "passed",
    tell: "passed",
    "machine amd64": "passed",
  });
  expect(results["test amd64"]).toBeOneOf(["passed", "nothing-to-do"]);
});

test("one approval, one advisory, one commit, however often steps were repeated", async () => {
  const update = await fetchUpdate(drill.desk.url, drill.updateId ?? "");
  expect(update.approvals).toEqual([{ person: "leo", decision: "approve", reason: "" }]);
  expect(update.advisory).toBe("DRILL-1-1");
  const commits = [`DRILL-1-1 for ${drill.result.package}`, "The lists before the drill"];
  expect(await trackerCommits(DATA)).toEqual(commits);
});

test("the published suite is whole: signed, and its index has every file's right hash", async () => {
  const { release, fixed } = drill.result;
  expect(await faultsOfSuite(`${drill.desk.url}/archive`, `${release}-security`, fixed)).toEqual([]);
});

test("an embargoed queue answers 401 to strangers, whatever they ask for, and directories are not listed", async () => {
  const status = async (address: string) => (await fetch(`${drill.desk.url}/${address}`)).status;
  for (const name of ["dists/bookworm-embargoed/InRelease", "pool/x", ""]) {
    expect(await status(`queues/embargoed/${name}`)).toBe(401);
  }
  expect(await status("archive/dists")).toBe(404);
  expect(await status("archive/..%2fkeys/x")).toBe(404);
});

test("strangers see the board of a public update, and it says that users have it", async () => {
  const page = await (await fetch(`${drill.desk.url}/updates/${drill.updateId}`)).text();
  expect(page).toContain(drill.result.fixed);
  expect(page).not.toMatch(/<script/);
});
