import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDeskClient } from "../../src/api/index.ts";
import { layoutOf } from "../../src/desk/index.ts";
import { systemClock } from "../../src/system/index.ts";
import { openEventIndex, openHistory, recordedArchives, spansOf } from "../../src/tracker/index.ts";
import { type Mirrors, openMirrors, releasesOn } from "./bad-input-kit.ts";
import { eventually, openWholeDesk, ROOT, runner, type WholeDesk } from "./whole-desk.ts";

/*
 * A whole desk keeps every change of a verdict: its tracker has events derived by a helper after each commit, whoever
 * owns the data, and whatever of them is killed.
 */

interface Piece {
  readonly events: readonly { readonly id: string; readonly issue: string; readonly release: string }[];
  readonly next: string;
}

let mirrors: Mirrors;
let whole: WholeDesk;
let data: string;

async function processesOf(verb: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
    if (words.includes(verb) && words.some((word) => word.includes(path.dirname(whole.layout.root)))) {
      found.push(Number(pid));
    }
  }
  return found;
}

/** Helpers of the tracker have their places on standard input, so that only their parent tells whose they are. */
async function helpersOf(trackers: readonly number[]): Promise<number[]> {
  const found: number[] = [];
  for (const pid of await readdir("/proc")) {
    const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
    if (!words.includes("derive-events")) continue;
    const fields = (await readFile(`/proc/${pid}/stat`, "latin1").catch(() => "")).split(") ").at(-1)?.split(" ");
    if (trackers.includes(Number(fields?.[1]))) found.push(Number(pid));
  }
  return found;
}

async function commit(list: string): Promise<void> {
  await writeFile(path.join(data, "CVE/list"), list);
  const git = ["git", "-c", "user.name=Ada", "-c", "user.email=a@desk.invalid", "-C", data] as const;
  for (const words of [
    ["add", "--all"],
    ["commit", "--quiet", "--message", "x"],
  ]) {
    await runner.run({ argv: [...git, ...words], timeLimitMs: 60_000 });
  }
}

async function piece(since = ""): Promise<Piece | undefined> {
  const answer = await fetch(`${whole.url}/tracker/events.json?since=${since}`);
  return answer.status === 200 ? ((await answer.json()) as Piece) : undefined;
}

/** Every event, once there is one about this issue. */
const untilTold = (issue: string) =>
  eventually(`an event about ${issue}`, async () => {
    const found = await piece();
    return found?.events.some((one) => one.issue === issue) ? found : undefined;
  });

const open = (...numbers: readonly number[]): string =>
  numbers.map((number) => `CVE-2026-${number} (x)\n\t- hostname <unfixed>\n`).join("");

beforeAll(async () => {
  mirrors = await openMirrors();
  whole = await openWholeDesk({
    definition: `[mail]\nfrom = "security@desk.invalid"\ntransport = "outbox"\n\n${releasesOn(mirrors)}`,
    async before(layout) {
      data = path.join(layout.root, "../tracker");
      // Whoever edits the data need not be who serves it.
      await runner.run({ argv: ["chown", "--recursive", "root:", data], timeLimitMs: 60_000 });
    },
  });
}, 600_000);

afterAll(async () => {
  await whole?.stop();
  await mirrors?.close();
});

test("each commit becomes events, whose owner is the server's user", async () => {
  await commit(open(1001));
  const first = await untilTold("CVE-2026-1001");
  expect(first.events.every(({ issue }) => issue === "CVE-2026-1001")).toBe(true);
  await commit(open(1001, 1002));
  await untilTold("CVE-2026-1002");
  const rest = await piece(first.next);
  expect(new Set(rest?.events.map(({ issue }) => issue))).toEqual(new Set(["CVE-2026-1002"]));
  expect((await (await fetch(`${whole.url}/tracker/CVE-2026-1002`)).text()).includes("by Ada")).toBe(true);
  const [tracker = 0] = await processesOf("tracker");
  expect((await stat(whole.layout.history)).uid).toBe((await stat(`/proc/${tracker}`)).uid);
}, 600_000);

test("kill -9 of helper and tracker loses nothing and tells nothing twice", async () => {
  const before = await piece();
  for (const number of [1003, 1004, 1005]) {
    const trackers = await processesOf("tracker");
    const helpers = await helpersOf(trackers);
    await commit(open(1001, 1002, ...Array.from({ length: number - 1002 }, (_, at) => 1003 + at)));
    for (const pid of [...helpers, ...(number === 1004 ? trackers : [])]) process.kill(pid, "SIGKILL");
    await untilTold(`CVE-2026-${number}`);
  }
  const after = await piece();
  expect(after?.events.slice(0, before?.events.length)).toEqual(before?.events);
  const places = after?.events.map(({ issue, release }) => `${issue} ${release}`);
  expect(new Set(places).size).toBe(places?.length);
}, 600_000);

test("events that are lost are derived again, the same", async () => {
  const before = await piece();
  for (const name of await readdir(whole.layout.history)) {
    if (name.endsWith(".events")) await rm(path.join(whole.layout.history, name));
  }
  await commit(open(1001, 1002, 1003, 1004, 1005, 1006));
  for (const pid of await helpersOf(await processesOf("tracker"))) process.kill(pid, "SIGKILL");
  const after = await untilTold("CVE-2026-1006");
  expect(after.events.slice(0, before?.events.length)).toEqual(before?.events);
  const index = await openEventIndex(whole.layout.history);
  expect([...spansOf(index)].every(({ now }) => now === "vulnerable")).toBe(true);
  index.close();
}, 600_000);

test("a backup of the running desk holds the archives, and what is restored gives the same events", async () => {
  const token = (await readFile(whole.layout.adminToken, "utf8")).trim();
  const made = await createDeskClient(whole.url, () => token).backup();
  const restored = path.join(path.dirname(whole.layout.root), "restored");
  const argv = [path.join(ROOT, "sameday"), "desk", "restore", made.file, "--manifest", made.manifestSha256] as const;
  await runner.run({ argv: [...argv, "--data", restored], timeLimitMs: 300_000 });
  const { history } = layoutOf(restored);
  const archives = await recordedArchives(whole.layout.history);
  expect(archives.length).toBeGreaterThan(0);
  expect(await recordedArchives(history)).toEqual(archives);
  expect((await stat(path.join(history, "archives"))).uid).toBe((await stat(whole.layout.history)).uid);
  const layers = [{ name: "desk", directory: data }];
  const derived = await openHistory({ directory: history, layers, runner, clock: systemClock, say: () => undefined });
  await derived.derive();
  await derived.close();
  const told = (await piece())?.events.map(({ issue, release }) => `${issue} ${release}`).sort();
  const index = await openEventIndex(history);
  expect([...spansOf(index)].map(({ issue, release }) => `${issue} ${release}`).sort()).toEqual(told);
  index.close();
}, 600_000);

test("the idle server stays small", async () => {
  const [server = 0] = await processesOf("server");
  const megabytes = async (): Promise<number> => {
    const status = await readFile(`/proc/${server}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1000;
  };
  // What the tests before this one asked of it was answered a moment ago; what that took is given back.
  await expect.poll(megabytes, { timeout: 60_000, interval: 1000 }).toBeLessThan(150);
}, 90_000);
