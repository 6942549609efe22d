import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { currentFacts, openFacts } from "../../src/desk/tracker-facts/read-facts.ts";
import { writeFacts } from "../../src/desk/tracker-facts/write-facts.ts";
import { createTrackerAnswers } from "../../src/desk/tracker-live/answers.ts";
import { createTrackerLive } from "../../src/desk/tracker-live/tracker-live.ts";
import { readReleaseDates } from "../../src/distribution/index.ts";
import { loadTracker, readIndexDirectory, type Status, type VerdictJson } from "../../src/tracker/index.ts";
import { eventually } from "./whole-desk.ts";

/*
 * One question, three places to ask it: the command, the board's facts and the tracker's pages. Support ends by every way
 * in which it can: a line, a list of packages, the release's dates.
 */

const ROOT = join(import.meta.dirname, "../..");
const DEFINITION = join(ROOT, "examples/debian/distribution.toml");
const RELEASES = ["bullseye", "bookworm", "trixie", "sid"];
const LISTS: Readonly<Record<string, string>> = {
  "config.json": JSON.stringify({
    distributions: {
      bullseye: {},
      bookworm: { release: "oldstable" },
      trixie: { release: "stable" },
      sid: { release: "unstable" },
    },
  }),
  "CVE/list": `CVE-2026-1000 (x)
	- pdns <unfixed>
	- curl 2.0-1
	[trixie] - curl <end-of-life> (nobody builds it)
CVE-2026-1001 (y)
	- pdns 5.0-1 (high)
	[bookworm] - pdns <no-dsa> (Minor issue)
	- curl <not-affected> (not built)
CVE-2026-1002 (z)
	- curl <undetermined>
	- pdns 1.0-1 (unimportant)
`,
  "security-support-ended.deb12": "pdns 4.7.3-2 2025-10-01 No security support upstream\n",
  "next-point-update.txt": "CVE-2026-1000\n\t[trixie] - curl 1.0-1+deb13u1\n",
};

let root: string;
let directory: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "sameday-agree-"));
  directory = join(root, "data");
  for (const [path, text] of Object.entries(LISTS)) write(join("data", path), text);
  for (const release of RELEASES) {
    write(`indexes/${release}__main_Sources`, "Package: pdns\nVersion: 4.7.3-2\n\nPackage: curl\nVersion: 1.0-1\n");
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** `issue package release: word` of each answer, where the word is the decision of what is open, else the status. */
function byCommand(): readonly string[] {
  const words = ["tracker", "status", "--data", directory, "--archive", join(root, "indexes"), "--format", "json"];
  const said = execFileSync(join(ROOT, "sameday"), [...words, "--definition", DEFINITION], { encoding: "utf8" });
  const verdicts = JSON.parse(said) as readonly VerdictJson[];
  return verdicts.map((one) => line(one.issue, one.package, one.release, one.status, one.decision?.kind)).sort();
}

function line(issue: string, name: string, release: string, status: Status, decision: string | undefined): string {
  return `${issue} ${name} ${release}: ${status === "vulnerable" ? (decision ?? status) : status}`;
}

test("the command, the board's facts and the tracker's pages give the same answers", async () => {
  const expected = byCommand();
  expect(expected).toContain("CVE-2026-1000 pdns bookworm: end-of-life");
  expect(expected).toContain("CVE-2026-1000 curl trixie: planned");
  expect(expected).toHaveLength(24);

  const now = new Date();
  const dates = await readReleaseDates(DEFINITION);
  const layers = [{ name: "data", directory, ours: true }];
  const archive = await readIndexDirectory(join(root, "indexes"));
  const place = join(root, "facts");
  await writeFacts(place, "facts-1", {
    stamp: "1",
    tracker: await loadTracker(layers),
    archive,
    known: { since: () => null, news: [] },
    supported: new Set(RELEASES),
    releases: dates,
    at: now,
    takenBy: () => "",
    published: [],
    layers: ["data"],
    budgetHours: 24,
  });
  const facts = await openFacts(join(place, (await currentFacts(place)) ?? ""));
  const ofFacts: string[] = [];
  for (const name of ["pdns", "curl"]) {
    for (const { issue, verdicts } of (await facts.package(name))?.issues ?? []) {
      for (const { release, word } of verdicts) ofFacts.push(`${issue} ${name} ${release}: ${word}`);
    }
  }
  expect(ofFacts.sort()).toEqual(expected);
  const open = await facts.open({}, 0, 100);
  const decided = expected.filter((one) => /: (end-of-life|planned|no-dsa|unimportant)$/.test(one));
  expect(
    open.rows
      .filter((row) => row.decided)
      .map((row) => `${row.issue} ${row.source} ${row.release}`)
      .sort(),
  ).toEqual(decided.map((one) => one.replace(/:.*/, "")));

  const following = createTrackerLive({
    definition: { layers, releases: dates as Parameters<typeof createTrackerLive>[0]["definition"]["releases"] },
    clock: { now: () => now },
    facts: { current: async () => facts },
    changed: () => undefined,
    say: (text) => expect.fail(text),
  });
  try {
    const pages = createTrackerAnswers(following, () => ({ supported: new Set(RELEASES), today: now }), now);
    await eventually("the lists are read", async () => (pages.health() ? true : undefined));
    const ofPages: string[] = [];
    for (const issue of ["CVE-2026-1000", "CVE-2026-1001", "CVE-2026-1002"]) {
      for (const { source, verdicts } of pages.issue(issue)?.packages ?? []) {
        for (const { release, word } of verdicts) ofPages.push(`${issue} ${source} ${release}: ${word}`);
      }
    }
    expect(ofPages.sort()).toEqual(expected);
  } finally {
    await following.stop();
  }
});
