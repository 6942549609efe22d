import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSourceTable, loadTracker } from "../../tracker/index.ts";
import { currentFacts, openFacts } from "../tracker-facts/read-facts.ts";
import { writeFacts } from "../tracker-facts/write-facts.ts";
import { createTrackerLive } from "./tracker-live.ts";

let root: string;
const layers = () => [{ name: "debian", directory: join(root, "data"), ours: true }];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sameday-tracker-live-"));
  await mkdir(join(root, "data/CVE"), { recursive: true });
  await writeFile(join(root, "data/config.json"), '{"distributions": {"bookworm": {"release": "stable"}}}');
  await writeFile(join(root, "data/CVE/list"), "CVE-2026-1000 (x)\n\t- curl 2\n");
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Facts as the helper writes them, with one version of curl. */
async function factsWith(name: string, version: string) {
  const table = createSourceTable();
  table.add("curl", "bookworm", "main", "main", "1");
  table.add("curl", "bookworm", "security", "main", version);
  const tracker = await loadTracker(layers());
  const known = { since: () => null, news: [] };
  await writeFacts(join(root, "issues"), name, {
    stamp: name,
    tracker,
    archive: table.versions,
    known,
    supported: new Set(["bookworm"]),
    releases: [{ codename: "bookworm", version: "12", phases: [] }],
    at: new Date("2026-11-20T12:00:00Z"),
    takenBy: () => "",
    published: [],
    layers: ["debian"],
    budgetHours: 24,
  });
  return openFacts(join(root, "issues", (await currentFacts(join(root, "issues"))) ?? ""));
}

test("verdicts follow the lists at once and the archive as the facts know it", async () => {
  let facts = await factsWith("facts-1", "1.5");
  let now = new Date("2026-11-20T12:00:00Z");
  const live = createTrackerLive({
    definition: { layers: layers(), releases: [] },
    clock: { now: () => now },
    facts: { current: async () => facts },
    changed: () => undefined,
    say: (text) => expect.fail(text),
  });
  try {
    const status = () =>
      live
        .current()
        ?.standings.get("CVE-2026-1000")
        ?.map((one) => one.status);
    await vi.waitFor(() => expect(status()).toEqual(["vulnerable"]), 10_000);
    await writeFile(join(root, "data/CVE/list"), "CVE-2026-1000 (x)\n\t- curl 1.5\n");
    await live.look();
    expect(status()).toEqual(["fixed"]);
    await writeFile(join(root, "data/CVE/list"), "CVE-2026-1000 (x)\n\t- curl 3\n");
    facts = await factsWith("facts-2", "3");
    await live.look();
    expect(status()).toEqual(["vulnerable"]);
    now = new Date("2026-11-20T12:01:00Z");
    await vi.waitFor(async () => {
      await live.look();
      expect(status()).toEqual(["fixed"]);
    }, 10_000);
  } finally {
    await live.stop();
  }
});

test("equal archives have one name, so that nothing is judged again for them", async () => {
  const [first, same, other] = [
    await factsWith("facts-1", "1.5"),
    await factsWith("facts-2", "1.5"),
    await factsWith("facts-3", "1.6"),
  ];
  expect(same.sourcesStamp).toBe(first.sourcesStamp);
  expect(other.sourcesStamp).not.toBe(first.sourcesStamp);
  expect((await other.sources()).rowsOf("curl").map((row) => row.version)).toEqual(["1", "1.6"]);
});

test("an archive that cannot be read is told once and asked after later; lists are followed meanwhile", async () => {
  const said: string[] = [];
  let asked = 0;
  let now = new Date("2026-11-20T12:00:00Z");
  const live = createTrackerLive({
    definition: { layers: layers(), releases: [] },
    clock: { now: () => now },
    facts: {
      current: async () => {
        asked += 1;
        throw new Error("The file is gone.");
      },
    },
    changed: () => undefined,
    say: (text) => said.push(text),
  });
  try {
    await live.look();
    expect(live.current()?.tracker.issue("CVE-2026-1000")).toBeDefined();
    await live.look();
    expect(asked).toBe(1);
    now = new Date("2026-11-20T12:01:00Z");
    await live.look();
    expect([asked, said.length]).toEqual([2, 1]);
  } finally {
    await live.stop();
  }
});
