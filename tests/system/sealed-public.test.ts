import { cp, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { systemClock } from "../../src/system/index.ts";
import { follow, openEventIndex, openHistory, readIndexDirectory, recordArchive } from "../../src/tracker/index.ts";
import { runner } from "./sealed-kit.ts";
import { type SealedTestWorld, sealedWorld } from "./sealed-world.ts";
import { serveFollowing } from "./tracker-service.ts";
import { createExampleApp } from "./web-desk.ts";

/**
 * What the public sees is the same bytes, and takes the same time, with a sealed layer and without: exports, pages, JSON, feeds,
 * headers, events, objects of the public repository. The layer is read and written meanwhile by who has access, and as the worst
 * that anybody can do lies inside the public data directory.
 */

const FORMS = ["debian-json", "debsecan", "osv", "csaf", "openvex", "oval"];
const SEALED = [
  "CVE-2026-XXXX [heap overflow in the parser]\n\t- wget <unfixed>\n",
  "CVE-2026-1000 [worse than it looked]\n\t[bookworm] - curl <unfixed>\n",
  "CVE-2026-4000 [not public at all]\n\t- curl <undetermined>\n",
];
const ADDRESSES = [
  ...[
    "",
    ".json",
    "/problems",
    "/problems.json",
    "/search?q=wget",
    "/search?q=CVE-2026-4000",
    "/delays",
    "/delays.json",
  ],
  ...["/events", "/events.json", "/events.atom", "/wget/sid.atom"],
  ...["CVE-2026-1000", "CVE-2026-2000", "CVE-2026-3000", "CVE-2026-4000"].flatMap((id) => [`/${id}`, `/${id}.json`]),
  ...["curl", "wget", "foo"].flatMap((name) => [`/source-package/${name}`, `/source-package/${name}.json`]),
  ...["bookworm", "sid"].flatMap((name) => [
    `/release/${name}`,
    `/release/${name}.json`,
    `/release/${name}?show=fixed`,
  ]),
  ...["candidates", "new", "todo", "undetermined", "unreported", "start"].flatMap((name) => [
    `/view/${name}`,
    `/view/${name}.json`,
  ]),
  ...["/CVE-2026-1000/curl/bookworm", "/CVE-2026-4000/curl/sid", "/S-204817365", "/bug/1"],
].map((rest) => `/tracker${rest}`);
const NOW = new Date("2026-11-20T12:00:00Z");

interface PublicSide {
  readonly app: FastifyInstance;
  close(): Promise<void>;
}

let world: SealedTestWorld;
let before: Awaited<ReturnType<typeof everything>>;

/** The tracker's process and pages over a data directory, as a desk runs them. */
async function serve(data: string): Promise<PublicSide> {
  // The number of a snapshot begins with the time at which its process started.
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  try {
    return await serveNow(data);
  } finally {
    vi.useRealTimers();
  }
}

async function serveNow(data: string): Promise<PublicSide> {
  const archive = await readIndexDirectory(world.archive);
  const state = join(world.root, "history");
  const layers = [{ name: "debian", directory: data }];
  await rm(state, { recursive: true, force: true });
  await recordArchive(state, archive, NOW);
  const history = await openHistory({ directory: state, layers, runner, clock: systemClock, say: () => undefined });
  await history.derive();
  await history.close();
  const index = await openEventIndex(state);
  const following = follow({
    layers,
    dates: [],
    clock: { now: () => NOW },
    archive: async () => archive,
    changed: () => undefined,
    say: () => undefined,
  });
  await following.look();
  const past = { events: { current: () => index }, dates: [], now: () => NOW };
  const service = await serveFollowing(following, () => new Set(["bookworm", "sid"]), past);
  const app = createExampleApp([], { tracker: service.reads });
  return {
    app,
    async close() {
      await app.close();
      await service.stop();
      await following.stop();
      index?.close();
    },
  };
}

/** Status, headers and body of every address. */
async function answers(data: string): Promise<ReadonlyMap<string, string>> {
  const side = await serve(data);
  const found = new Map<string, string>();
  for (const url of ADDRESSES) {
    const { statusCode, headers, body } = await side.app.inject({ url });
    const { date: _, ...others } = headers;
    found.set(url, JSON.stringify([statusCode, others, body]));
  }
  await side.close();
  return found;
}

/** Every file below a directory with its bytes and, where it tells something, its time; index.json is written each time. */
async function files(directory: string, times = false): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const time = times && entry.name !== "index.json" ? (await stat(path)).mtimeMs : 0;
    found.set(path, `${time} ${(await readFile(path)).toString("base64")}`);
  }
  return found;
}

async function everything(data: string) {
  for (const form of FORMS) {
    const line = `tracker export ${form} --data ${data} --archive @indexes --out @out/${form} --url https://example.org/${form}`;
    const { exit, err } = await world.run(world.ada, line);
    expect([exit, err]).toEqual([0, ""]);
  }
  const status = await world.run(world.ada, `tracker status --data ${data} --archive @indexes --all`);
  const out = await files(join(world.root, "out"), true);
  const pages = await answers(data);
  const events = await files(join(world.root, "history"));
  const home = [...(await files(join(world.root, "person"))).keys()].sort();
  return new Map([
    ...pages,
    ...out,
    ...events,
    ["status", status.out],
    ["objects", await world.git(data, "cat-file", "--batch-all-objects", "--batch-check")],
    ["refs", await world.git(data, "for-each-ref")],
    ["changes", await world.git(data, "status", "--porcelain", "--untracked-files=no")],
    ["files of the user", home.join("\n")],
  ]);
}

/** What differs, by name: whole pages would bury it. */
function differences(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key));
}

beforeAll(async () => {
  world = await sealedWorld();
  before = await everything(world.data);
});

afterAll(() => world.close());

describe("without a sealed layer", () => {
  test("there is something to compare, and it repeats itself", async () => {
    const known = ADDRESSES.filter((url) => before.get(url)?.startsWith("[200,")).length;
    expect(known).toBeGreaterThan(30);
    expect([...before.keys()].filter((key) => key.includes("/out/")).length).toBeGreaterThan(10);
    expect(before.get("/tracker/CVE-2026-4000")).toMatch(/^\[404,/);
    expect(differences(before, await everything(world.data))).toEqual([]);
  });
});

describe("with one", () => {
  beforeAll(async () => {
    const { ada } = world;
    const sealed = async (line: string, input = "") => {
      const { exit, err } = await world.run(ada, `${line} --sealed @embargoed`, input);
      expect([exit, err]).toEqual([0, ""]);
    };
    await sealed("sealed init --reason team --until 2099-01-01");
    for (const record of SEALED) await sealed("sealed add", record);
    await sealed("sealed candidates --data @data --archive @indexes");
    await sealed("sealed check --data @data");
    await sealed("tracker status --data @data --archive @indexes");
    await sealed("tracker explain curl bookworm CVE-2026-1000 --data @data --archive @indexes");
  });

  test("that its readers use beside the data, every byte is the same", async () => {
    expect(differences(before, await everything(world.data))).toEqual([]);
  });

  test("that somebody put into the data directory, every byte is the same", async () => {
    await cp(join(world.root, "embargoed"), join(world.data, "embargoed"), { recursive: true });
    expect(differences(before, await everything(world.data))).toEqual([]);
  });

  test("answers take as long", async () => {
    const plain = join(world.root, "plain");
    await world.git(world.root, "clone", "--quiet", world.data, plain);
    const sides = [await serve(plain), await serve(world.data)] as const;
    const urls = ["/tracker", "/tracker/CVE-2026-1000", "/tracker/CVE-2026-4000", "/tracker/view/candidates.json"];
    // By turns, so that whatever else the machine does meets both; the median of 300 leaves out what met one alone.
    // Three tries, because a machine at its limits may slow one side for long: a difference that is there shows in each.
    const shares: number[] = [];
    for (let round = 0; round < 3 && !shares.some((share) => share < 0.25); round += 1) {
      const times: [number[], number[]] = [[], []];
      for (let number = 0; number < 300; number += 1) {
        for (const side of number % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
          const started = performance.now();
          for (const url of urls) await sides[side].app.inject({ url, headers: { "cache-control": `no ${number}` } });
          times[side].push(performance.now() - started);
        }
      }
      const [without, with_] = [median(times[0]), median(times[1])];
      shares.push(Math.abs(with_ - without) / Math.min(with_, without));
    }
    for (const side of sides) await side.close();
    expect(Math.min(...shares)).toBeLessThan(0.25);
  });
});

test("no part of the program that serves, exports or records answers knows sealed layers", async () => {
  const root = join(import.meta.dirname, "../../src");
  const paths = (await readdir(root, { recursive: true })).filter(
    (path) => /\.tsx?$/.test(path) && !/\.test\./.test(path),
  );
  const publicSide = paths.filter((path) => !/^(?:cli|tracker\/sealed)\//.test(path) && path !== "tracker/index.ts");
  const knowing: string[] = [];
  for (const path of publicSide) {
    const text = await readFile(join(root, path), "utf8");
    // Other rooms have things of their own that are sealed; in the tracker any way into the folder counts.
    const door = path.startsWith("tracker/") ? /\/sealed\// : /tracker\/sealed\//;
    if (/readSealedLayer|asLayer\b/.test(text) || door.test(text)) knowing.push(path);
  }
  expect(publicSide.length).toBeGreaterThan(500);
  expect(knowing).toEqual([]);
});

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0;
}
