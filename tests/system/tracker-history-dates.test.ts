import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProcessRunner } from "../../src/system/index.ts";
import { eventsSince, openEventIndex, openHistory, recordArchive, trackerAt } from "../../src/tracker/index.ts";
import { archiveOf, CONFIG } from "../../src/tracker/testing.ts";

/** Dates that somebody wrote into commits, with real git: they move no event of others, and hide no commit. */

const runner = createProcessRunner("/nonexistent");
const START = Date.parse("2026-03-01T00:00:00Z");
const hour = (count: number): Date => new Date(START + count * 3_600_000);
const NOW = hour(100);
const FUTURE = new Date("2099-01-01T00:00:00Z");
const PAST = new Date("1970-01-02T00:00:00Z");

let root: string;
let layers: readonly { readonly name: string; readonly directory: string }[];
let count: number;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "sameday-dates-"));
  const directory = join(root, "data");
  layers = [{ name: "debian", directory }];
  count = 0;
  mkdirSync(join(directory, "CVE"), { recursive: true });
  writeFileSync(join(directory, "config.json"), CONFIG);
  execFileSync("git", ["-C", directory, "init", "-q", "-b", "main"]);
  await recordArchive(join(root, "state"), archiveOf("curl sid 1"), hour(-1));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The next commit: one issue more. */
function commit(date: Date): void {
  const directory = join(root, "data");
  count += 1;
  const issues = Array.from({ length: count }, (_, n) => `CVE-2026-${1000 + n} (x)\n\t- curl <unfixed>\n`);
  writeFileSync(join(directory, "CVE/list"), issues.reverse().join(""));
  const [at] = [`${date.getTime() / 1000} +0000`];
  const env = { PATH: process.env.PATH, HOME: root, GIT_AUTHOR_DATE: `@${at}`, GIT_COMMITTER_DATE: `@${at}` };
  execFileSync("git", ["-C", directory, "add", "-A"], { env });
  const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
  execFileSync("git", ["-C", directory, ...who, "commit", "-q", "-m", "x"], { env });
}

async function derive(now: Date): Promise<void> {
  const directory = join(root, "state");
  const history = await openHistory({ directory, layers, runner, clock: { now: () => now }, say: () => undefined });
  await history.derive().finally(() => history.close());
}

/** When each issue came to be known, by the events. */
async function times(): Promise<readonly Date[]> {
  const index = await openEventIndex(join(root, "state"));
  const { rows } = eventsSince(index, undefined, 100);
  const found = rows.map(index.event).map(({ time }) => time);
  index.close();
  return found;
}

/** How many issues the data had at an instant. */
const knownAt = async (at: Date | { readonly revision: string }): Promise<number> =>
  [...(await trackerAt(runner, layers, at, NOW)).tracker.issueNames()].length;

test.each([
  ["of the future", FUTURE, hour(3)],
  ["far in the past", PAST, hour(2)],
  ["later than its child", hour(50), hour(3)],
])("a commit %s stands where it stands in the line, and moves nothing", async (_what, odd, took) => {
  for (const date of [hour(1), hour(2), odd, hour(3), hour(4), hour(5)]) commit(date);
  await derive(NOW);
  expect(await times()).toEqual([hour(1), hour(2), took, hour(3), hour(4), hour(5)]);
  expect(await knownAt(hour(2.5))).toBe(took > hour(2) ? 2 : 3);
  expect(await knownAt(hour(4.5))).toBe(5);
  expect(await knownAt(hour(6))).toBe(6);
  expect(await knownAt({ revision: "HEAD~3" })).toBe(3);
});

test("the newest one, of the future, is of when it was derived, and what follows is not held up by it", async () => {
  commit(hour(1));
  commit(FUTURE);
  await derive(hour(2));
  expect(await times()).toEqual([hour(1), hour(2)]);
  commit(hour(3));
  await derive(hour(4));
  expect(await times()).toEqual([hour(1), hour(2), hour(3)]);
});

test("an archive that was recorded while the clock ran ahead holds up nothing either", async () => {
  commit(hour(1));
  await recordArchive(join(root, "state"), archiveOf("curl sid 2"), FUTURE);
  await derive(hour(2));
  commit(hour(3));
  await derive(hour(4));
  expect(await times()).toEqual([hour(1), hour(3)]);
});
