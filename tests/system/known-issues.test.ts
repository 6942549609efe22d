import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FILES } from "../../src/desk/tracker-facts/facts-files.ts";
import { findKnownIssues, type KnownBefore } from "../../src/desk/tracker-facts/known-issues.ts";
import { knownLine } from "../../src/desk/tracker-facts/known-lines.ts";
import { createKnownRecord, type KnownRecord } from "../../src/desk/tracker-facts/known-record.ts";
import { keptArchives } from "../../src/desk/tracker-history/kept-archives.ts";
import {
  backup,
  type Cluster,
  openBlobStore,
  openStore,
  restore,
  type Store,
  startCluster,
} from "../../src/store/index.ts";
import { systemClock } from "../../src/system/index.ts";
import { createTracker, parseLayer } from "../../src/tracker/index.ts";
import { clusterOptions, runner, scratch, testAccount, withCluster } from "./store-support.ts";

/** Since when issues are known: in files of facts until the server takes it over, then in the database and its backups. */

const OPEN_ISSUES = 65_000;
const SEEN = new Date("2026-11-20T08:30:00.123Z");
const NOW = new Date("2026-11-21T12:00:00Z");

let base: Awaited<ReturnType<typeof scratch>>;
let cluster: Cluster;
let store: Store;
let place: string;
let record: KnownRecord;

beforeAll(async () => {
  base = await scratch();
  cluster = await startCluster(clusterOptions(join(base.directory, "data")));
  store = await openStore({ connection: cluster.connection });
  place = join(base.directory, "issues");
  record = createKnownRecord(store, place);
});
afterAll(async () => {
  await store?.close();
  await cluster?.stop();
  await base?.remove();
});

/** Facts as a helper leaves them: of them only the head and the known issues matter here. */
async function leave(name: string, lines: readonly string[], layers: readonly string[]): Promise<string> {
  const directory = join(place, name);
  await mkdir(directory, { recursive: true });
  const head = { stamp: name, published: [], releases: [], packages: [], sources: "", layers };
  await writeFile(join(directory, FILES.head), JSON.stringify(head));
  await writeFile(join(directory, FILES.known), lines.join("\n"));
  await writeFile(join(place, "current"), name);
  return directory;
}

function trackerOf(issues: readonly string[]) {
  const list = issues.map((issue) => `${issue} (x)\n\t- curl <unfixed>\n`).join("");
  const files = new Map([["CVE/list", Buffer.from(list)]]);
  return createTracker([parseLayer("ours", files)]);
}

/** What a making is told, without the end of the last line. */
async function handedOver(from: KnownRecord): Promise<KnownBefore> {
  const { layers, file } = await from.handOver();
  return { layers, issues: (await readFile(file, "utf8")).trimEnd() };
}

/** When a desk that knows what the record holds says it saw an issue first. */
async function sinceOf(from: KnownRecord, issue: string): Promise<Date | null> {
  const tracker = trackerOf([issue]);
  const resolved = tracker.issue(issue);
  if (!resolved) throw new Error(`${issue} is not in the list`);
  return findKnownIssues(await handedOver(from), tracker, NOW).since(resolved);
}

describe("the record of known issues", () => {
  test("of a new desk is empty, and there is nothing to take over", async () => {
    await record.takeOver();
    expect(await handedOver(record)).toEqual({ layers: [], issues: "" });
  });

  test("takes over what an earlier program left in files, quickly and once, and removes the file", async () => {
    const old = Array.from({ length: OPEN_ISSUES - 1 }, (_, number) => `CVE-2025-${10_000 + number}`);
    const directory = await leave("facts-1", [...old, knownLine(["CVE-2026-5000", SEEN])], ["debian", "ours"]);
    const began = performance.now();
    await record.takeOver();
    const known = await handedOver(record);
    const milliseconds = performance.now() - began;
    expect(known.layers).toEqual(["debian", "ours"]);
    const lines = known.issues.split("\n");
    expect(lines).toHaveLength(OPEN_ISSUES);
    expect(lines.filter((line) => line.includes(" "))).toEqual(["CVE-2026-5000 2026-11-20T08:30:00.123Z"]);
    expect(await readdir(directory)).toEqual([FILES.head]);
    // 0.4 s on two cores that others shared.
    expect(milliseconds).toBeLessThan(20_000);
    await record.takeOver();
    expect((await handedOver(record)).issues).toHaveLength(known.issues.length);
  });

  test("adds what is new and leaves what it knows as it is, also when a making is taken over twice", async () => {
    const lines = ["CVE-2026-5000", `CVE-2025-10000 ${NOW.toISOString()}`, `CVE-2026-6000 ${NOW.toISOString()}`];
    for (let time = 0; time < 2; time += 1) {
      await leave("facts-2", lines, ["ours", "second"]);
      await record.takeOver();
    }
    expect((await handedOver(record)).layers).toEqual(["debian", "ours", "second"]);
    expect(await sinceOf(record, "CVE-2026-5000")).toEqual(SEEN);
    expect(await sinceOf(record, "CVE-2025-10000")).toBeNull();
    expect(await sinceOf(record, "CVE-2026-6000")).toEqual(NOW);
  });

  test("takes over the names even when the facts' head is damaged", async () => {
    const directory = await leave("facts-3", [`CVE-2026-7000 ${SEEN.toISOString()}`], ["third"]);
    await writeFile(join(directory, FILES.head), "{");
    await record.takeOver();
    expect((await handedOver(record)).layers).not.toContain("third");
    expect(await sinceOf(record, "CVE-2026-7000")).toEqual(SEEN);
  });
});

test("a restored desk knows its issues since the same moments, and what comes later is news to it", async () => {
  const before = await handedOver(record);
  const blobs = await openBlobStore(join(base.directory, "blobs"));
  const source = join(base.directory, "desk.backup");
  const user = testAccount();
  const history = keptArchives(join(base.directory, "history"));
  await backup({ store, blobs, history, binaries: cluster.binaries, runner, clock: systemClock, target: source });
  const directory = join(base.directory, "restored");
  const places = { cluster: "postgres", blobs: "blobs", history: "history" };
  await restore({ source, directory, places, runner, ...(user ? { user } : {}) });
  await withCluster(join(directory, "postgres"), async ({ connection }) => {
    const restored = await openStore({ connection });
    const again = createKnownRecord(restored, join(directory, "issues"));
    await again.takeOver();
    const after = await handedOver(again);
    expect(after.layers).toEqual(before.layers);
    expect(after.issues).toEqual(before.issues);
    expect(await sinceOf(again, "CVE-2026-5000")).toEqual(SEEN);
    expect(await sinceOf(again, "CVE-2025-10001")).toBeNull();
    expect(await sinceOf(again, "CVE-2026-8000")).toEqual(NOW);
    await restored.close();
  });
});
