import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSourceTable, createTracker, parseLayer, type Tracker } from "../../tracker/index.ts";
import { packageInRelease, type TrackerFacts } from "./facts.ts";
import { FILES } from "./facts-files.ts";
import { findKnownIssues, type KnownBefore } from "./known-issues.ts";
import { currentFacts, openFacts } from "./read-facts.ts";
import { writeFacts } from "./write-facts.ts";

const HOUR = 3_600_000;
const now = new Date("2026-11-21T12:00:00Z");
const CONFIG = JSON.stringify({
  distributions: {
    bookworm: { major_version: "12", support: "security", contact: "" },
    trixie: { major_version: "13", support: "security", contact: "" },
  },
});
const CVE = `CVE-2026-30000 [overflow of a counter]
	- curl 2.0-1 (high)
CVE-2026-9999 [reads a byte too many]
	- curl 2.0-1 (high)
CVE-2025-1000 (a lion crashes the parser)
	- expat 3.0-1 (low)
	[bookworm] - expat <no-dsa> (Minor issue)
CVE-2024-1001 [long fixed]
	- expat 0.5-1
CVE-2023-5001 [never of this archive]
	- gone <unfixed>
`;
const DSA = "[20 Nov 2026] DSA-6000-1 curl - security update\n\t{CVE-2026-9999}\n\t[bookworm] - curl 1.9-1\n";

let place = "";
/** As the database keeps it between makings. */
let known: KnownBefore;
beforeEach(async () => {
  known = { layers: [], issues: "" };
  place = await mkdtemp(join(tmpdir(), "facts-"));
});
afterEach(() => rm(place, { recursive: true, force: true }));

function trackerOf(cve = CVE): Tracker {
  const files = { "config.json": CONFIG, "CVE/list": cve, "DSA/list": DSA };
  return createTracker([
    parseLayer("ours", new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]))),
  ]);
}

function archive(curl = "1.0-1") {
  const table = createSourceTable();
  for (const release of ["bookworm", "trixie"]) {
    table.add("curl", release, "main", "main", curl);
    table.add("expat", release, "main", "main", "1.0-1");
    table.add("quiet", release, "main", "main", "7-1");
  }
  return table.versions;
}

async function make(tracker = trackerOf(), at = now, versions = archive()): Promise<TrackerFacts> {
  const name = `facts-${at.getTime()}`;
  await writeFacts(place, name, {
    stamp: `of ${at.getTime()}`,
    tracker,
    archive: versions,
    known: findKnownIssues(known, tracker, at),
    supported: new Set(["bookworm", "trixie"]),
    releases: [
      { codename: "bookworm", version: "12", phases: [] },
      { codename: "trixie", version: "13", phases: [] },
    ],
    at,
    takenBy: (source, release) => (source === "curl" && release === "trixie" ? "pia" : ""),
    published: [{ id: "U-1", source: "quiet", release: "trixie", version: "7-1" }],
    layers: ["ours"],
    budgetHours: 24,
  });
  expect(await currentFacts(place)).toBe(name);
  const news = await readFile(join(place, name, FILES.known), "utf8");
  known = { layers: ["ours"], issues: `${known.issues}\n${news}` };
  return openFacts(join(place, name));
}

const named = (rows: readonly { issue: string; release: string }[]) => rows.map((row) => `${row.issue} ${row.release}`);

describe("open issues in files", () => {
  test("stand by the time that is left, then by urgency, the newest first, decided ones last", async () => {
    const { total, rows } = await (await make()).open({}, 0, 100);
    expect(total).toBe(6);
    expect(named(rows)).toEqual([
      "CVE-2026-9999 trixie",
      "CVE-2026-9999 bookworm",
      "CVE-2026-30000 bookworm",
      "CVE-2026-30000 trixie",
      "CVE-2025-1000 trixie",
      "CVE-2025-1000 bookworm",
    ]);
  });

  test("say what they are, since when they are known, until when, and for whom they wait", async () => {
    const { rows } = await (await make()).open({}, 0, 100);
    expect(rows[0]).toEqual({
      issue: "CVE-2026-9999",
      source: "curl",
      release: "trixie",
      description: "reads a byte too many",
      urgency: "high",
      knownAt: new Date("2026-11-20T00:00:00Z"),
      deadline: new Date("2026-11-21T00:00:00Z"),
      decided: false,
      reason: "Fixed in 2.0-1; trixie has 1.0-1.",
      forWhom: "pia, who has taken it",
    });
    expect(rows[5]).toMatchObject({ decided: true, deadline: null, knownAt: null, forWhom: "" });
  });

  test.each([
    [{ release: "bookworm" }, 3],
    [{ without: new Set([packageInRelease({ source: "curl", release: "trixie" })]) }, 4],
    [{ release: "trixie", without: new Set([packageInRelease({ source: "curl", release: "trixie" })]) }, 1],
  ])("%j lets %d through", async (filter, total) => {
    const found = await (await make()).open(filter, 0, 100);
    expect(found.total).toBe(total);
    expect(found.rows).toHaveLength(total);
  });

  test("are read a page at a time, and every page counts all", async () => {
    const facts = await make();
    const whole = (await facts.open({}, 0, 100)).rows;
    for (const from of [0, 2, 4, 5, 6, 100]) {
      expect(await facts.open({}, from, 2)).toEqual({ total: 6, rows: whole.slice(from, from + 2) });
    }
    expect([facts.openIn(), facts.openIn("bookworm"), facts.openIn("sid")]).toEqual([6, 3, 0]);
  });
});

describe("packages in files", () => {
  test("have a verdict of each issue in each release, open ones first, the newest first", async () => {
    const found = await (await make()).package("expat");
    expect(found).toMatchObject({ open: 1, releases: ["bookworm", "trixie"] });
    expect(found?.issues.map((one) => one.issue)).toEqual(["CVE-2025-1000", "CVE-2024-1001"]);
    expect(found?.issues[0]?.description).toBe("a lion crashes the parser");
    expect(found?.issues[0]?.verdicts.map((one) => one.word)).toEqual(["no-dsa", "vulnerable"]);
  });

  test.each([
    ["quiet", 0],
    ["curl", 2],
    ["gone", 0],
  ])("%s is known, with %d issues", async (name, issues) => {
    expect((await (await make()).package(name))?.issues).toHaveLength(issues);
  });

  test.each(["", "zzz", "cur", "curl2"])("%j is not known", async (name) => {
    expect(await (await make()).package(name)).toBeNull();
  });
});

describe("since when an issue is known", () => {
  const later = new Date(now.getTime() + HOUR);
  const news = `CVE-2026-40000 [new today]\n\t- quiet 8-1\n${CVE}`;

  test("what the lists already had at first is of unknown age, what comes later has a clock", async () => {
    await make();
    const { rows } = await (await make(trackerOf(news), later)).open({ release: "trixie" }, 0, 100);
    expect(rows.find((row) => row.issue === "CVE-2026-40000")).toMatchObject({
      knownAt: later,
      deadline: new Date(later.getTime() + 24 * HOUR),
      forWhom: "somebody who takes it",
    });
    expect(rows.find((row) => row.issue === "CVE-2026-30000")).toMatchObject({ knownAt: null, deadline: null });
  });

  test("stays as it was when the facts are made again", async () => {
    await make();
    await make(trackerOf(news), later);
    const again = await make(trackerOf(news), new Date(later.getTime() + 5 * HOUR));
    const { rows } = await again.open({}, 0, 100);
    expect(rows.find((row) => row.issue === "CVE-2026-40000")?.knownAt).toEqual(later);
  });

  test("is handed back for what is new only", async () => {
    await make();
    const found = findKnownIssues(known, trackerOf(news), later);
    expect(found.news).toEqual([["CVE-2026-40000", later]]);
    expect(findKnownIssues(known, trackerOf(), later).news).toEqual([]);
  });

  test("an archive that arrives after the lists makes no issue new", async () => {
    await make(trackerOf(), now, createSourceTable().versions);
    const { rows, total } = await (await make(trackerOf(), later)).open({}, 0, 100);
    expect(total).toBe(6);
    expect(rows.find((row) => row.issue === "CVE-2026-30000")?.knownAt).toBeNull();
  });
});

test("a making that was cut off leaves the facts before it in service", async () => {
  const first = await make();
  await writeFile(join(place, "current.new"), "facts-nowhere");
  expect(await currentFacts(place)).toBe(`facts-${now.getTime()}`);
  expect(
    (await openFacts(join(place, (await readdir(place)).find((name) => name.startsWith("facts-")) ?? ""))).stamp,
  ).toBe(first.stamp);
});
