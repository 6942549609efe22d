import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSourceTable, createTracker } from "../../tracker/index.ts";
import { createTrackerFacts, type TrackerFactsParts, type TrackerFactsSource } from "./tracker-facts.ts";
import { writeFacts } from "./write-facts.ts";

let place = "";
let lists = "";
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "facts-"));
  lists = join(place, "lists");
  await mkdir(join(lists, "CVE"), { recursive: true });
  await writeFile(join(lists, "CVE/list"), "first");
});
afterEach(async () => {
  // What is looked after behind a page may still write when its test is done.
  await Promise.all(started.splice(0).map((facts) => facts.stop()));
  await rm(place, { recursive: true, force: true });
});

const started: TrackerFactsSource[] = [];

/** A desk around the facts: what is published can be set, makings are counted and can be held or made to fail. */
function desk() {
  const world = {
    now: new Date("2026-11-21T12:00:00Z"),
    published: [] as { id: string; source: string; release: string; version: string }[],
    dated: new Date(0),
    makings: 0,
    changes: 0,
    said: [] as string[],
    /** What happened to the record of known issues, in order. */
    record: [] as string[],
    hold: null as Promise<void> | null,
    fail: false,
    /** The database broke the connection. */
    away: false,
  };
  const execute = async () => {
    if (world.away) throw Object.assign(new Error("write EPIPE"), { code: "EPIPE", syscall: "write" });
    return world.published;
  };
  const query = { select: () => query, where: () => query, orderBy: () => query, execute };
  const parts: TrackerFactsParts = {
    definition: {
      layers: [{ name: "ours", directory: lists, ours: true }],
    },
    suites: {
      health: async () => [{ suite: { name: "bookworm" }, dated: world.dated }],
    } as unknown as TrackerFactsParts["suites"],
    store: { db: { selectFrom: () => query } } as unknown as TrackerFactsParts["store"],
    clock: { now: () => world.now },
    place,
    known: {
      handOver: async () => {
        world.record.push("handed over");
        return { layers: ["ours"], file: "/known" };
      },
      takeOver: async () => {
        world.record.push("taken over");
      },
    },
    async make({ stamp, published, known }, signal) {
      world.makings += 1;
      world.record.push(`made with ${known.file}`);
      await world.hold;
      signal.throwIfAborted();
      if (world.fail) throw new Error("no memory");
      await writeFacts(place, `facts-${world.makings}`, {
        stamp,
        published,
        tracker: createTracker([]),
        archive: createSourceTable().versions,
        known: { since: () => null, news: [] },
        supported: new Set(),
        releases: [{ codename: "bookworm", version: "12", phases: [] }],
        at: world.now,
        takenBy: () => "",
        layers: [],
        budgetHours: 24,
      });
    },
    changed() {
      world.changes += 1;
    },
    say: (text) => world.said.push(text),
  };
  const start = (): TrackerFactsSource => {
    const facts = createTrackerFacts(parts);
    started.push(facts);
    return facts;
  };
  return { world, facts: start(), again: start };
}

type World = ReturnType<typeof desk>["world"];

const OUT = { id: "U-7", source: "curl", release: "bookworm", version: "2.0-1" };

describe("the facts of a desk", () => {
  test("are kept while the database is away, which is told by its name and never as a fault of the program", async () => {
    const { world, facts } = desk();
    const known = await facts.current();
    world.away = true;
    world.now = new Date(world.now.getTime() + 60_000);
    expect(await facts.current()).toBe(known);
    await expect.poll(() => world.said).toEqual([expect.stringMatching(/^issues: STORE_UNAVAILABLE: /)]);
    await expect(facts.upToDate()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  });

  test("are made once for all who ask first, and kept while nothing changes", async () => {
    const { world, facts } = desk();
    const [one, two] = await Promise.all([facts.current(), facts.current()]);
    expect(one).toBe(two);
    world.now = new Date(world.now.getTime() + 60_000);
    await facts.current();
    await facts.upToDate();
    expect(world).toMatchObject({ makings: 1, changes: 0 });
  });

  test.each([
    ["a list is written", async () => writeFile(join(lists, "CVE/list"), "second, longer")],
    ["a list of the same length is written", async () => utimes(join(lists, "CVE/list"), 1, 1)],
    ["the list of a year comes", async () => writeFile(join(lists, "CVE/2026.list"), "CVE-2026-1000 (x)\n")],
    ["a list of ended support comes", async () => writeFile(join(lists, "security-support-ended.deb12"), "")],
    ["a list goes away", async () => rename(join(lists, "CVE/list"), join(lists, "CVE/old"))],
    [
      "a suite is renewed",
      async (world: World) => {
        world.dated = new Date(5);
      },
    ],
    [
      "an update is published",
      async (world: World) => {
        world.published = [OUT];
      },
    ],
    [
      "a day begins, on which support may end",
      async (world: World) => {
        world.now = new Date("2026-11-22T00:00:00Z");
      },
    ],
  ])("are made anew when %s", async (_what, change) => {
    const { world, facts } = desk();
    const before = await facts.upToDate();
    await change(world);
    const after = await facts.upToDate();
    expect(after.stamp).not.toBe(before.stamp);
    expect(world).toMatchObject({ makings: 2, changes: 1 });
  });

  test("are shown as they were until new ones are there, and then everybody is told", async () => {
    const { world, facts } = desk();
    const before = await facts.current();
    world.published = [OUT];
    let go = (): void => undefined;
    world.hold = new Promise((resolve) => {
      go = resolve;
    });
    world.now = new Date(world.now.getTime() + 10_000);
    expect(await facts.current()).toBe(before);
    expect(before.published.has("U-7")).toBe(false);
    await until(() => world.makings === 2);
    expect(await facts.current()).toBe(before);
    go();
    await until(() => world.changes === 1);
    expect((await facts.current()).published.has("U-7")).toBe(true);
    expect(world.makings).toBe(2);
  });

  test("asked for up to date while older ones are being made, wait for those of now", async () => {
    const { world, facts } = desk();
    let go = (): void => undefined;
    world.hold = new Promise((resolve) => {
      go = resolve;
    });
    const first = facts.current();
    await until(() => world.makings === 1);
    world.published = [OUT];
    const wanted = facts.upToDate();
    go();
    expect((await first).published.size).toBe(0);
    expect((await wanted).published.has("U-7")).toBe(true);
    expect(world.makings).toBe(2);
  });

  test("that cannot be made leave the old ones in service, are said once, and tried again after a while", async () => {
    const { world, facts } = desk();
    const before = await facts.current();
    world.published = [OUT];
    world.fail = true;
    for (let second = 10; second <= 40; second += 10) {
      world.now = new Date(world.now.getTime() + 10_000);
      expect(await facts.current()).toBe(before);
      await until(() => world.said.length === 1);
    }
    expect(world.makings).toBe(2);
    world.fail = false;
    world.now = new Date(world.now.getTime() + 60_000);
    await facts.current();
    await until(() => world.changes === 1);
    expect((await facts.current()).published.has("U-7")).toBe(true);
  });

  test("are made with what the database knows of issues, and what they saw first is taken over before they are shown", async () => {
    const { world, facts } = desk();
    await facts.upToDate();
    expect(world.record).toEqual(["taken over", "handed over", "made with /known", "taken over"]);
  });

  test("are there at once when the desk is started again, and looked after behind the page", async () => {
    const { world, facts, again } = desk();
    const before = await facts.current();
    const second = again();
    expect((await second.current()).stamp).toBe(before.stamp);
    expect(world.makings).toBe(1);
  });

  test("stop with the desk, also in the middle of a making", async () => {
    const { world, facts } = desk();
    let go = (): void => undefined;
    world.hold = new Promise((resolve) => {
      go = resolve;
    });
    const asked = facts.current().catch((error: unknown) => error);
    await until(() => world.makings === 1);
    const stopped = facts.stop();
    go();
    await stopped;
    expect(await asked).toBeInstanceOf(Error);
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
