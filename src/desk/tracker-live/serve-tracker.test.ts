import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { TrackerAnswers, TrackerHealth } from "../../web/index.ts";
import { LONGEST_ANSWER, LONGEST_REQUEST } from "./protocol.ts";
import { serveTracker } from "./serve-tracker.ts";
import { createTrackerClient, type TrackerClientOptions } from "./tracker-client.ts";

const SINCE = new Date("2026-11-20T12:00:00Z");
const HEALTH: TrackerHealth = {
  version: 7,
  troubles: [{ layer: "debian", message: "gone", since: SINCE }],
  setAside: 1,
};

/** Answers of a tracker that knows CVE-2026-1000 alone, and fails at bugs. */
function answers(health: TrackerHealth | null = HEALTH): TrackerAnswers {
  const nothing = { total: 0, page: 1, pageSize: 50, rows: [] };
  return {
    health: () => health,
    home: () => ({ health: HEALTH, releases: [], views: [] }),
    issue: (name) => (name === "CVE-2026-1000" ? ISSUE : null),
    source: () => null,
    release: (name, show, page) => ({ ...LIST, name: `${name} ${show} ${page}` }),
    view: () => null,
    advisory: () => null,
    bug() {
      throw new Error("a fault of ours");
    },
    reason: () => null,
    problems: (page) => ({ ...nothing, page }),
    triage: (page) => ({ ...nothing, page }),
    knowsSource: (name) => name === "curl",
    nearest: () => null,
    issueHistory: () => null,
    sourceHistory: () => null,
    placeHistory: () => null,
    asOf: () => null,
    releaseHistory: () => null,
    releaseAsOf: () => null,
    events: () => null,
    eventsSince: () => null,
    delays: () => null,
  };
}

const ISSUE = {
  issue: "CVE-2026-1000",
  description: "Überlauf — \u2028",
  state: "normal",
  remarks: [],
  advisories: [],
  bugs: [],
  formerNames: [],
  signals: null,
  packages: [],
  places: [],
  lostLines: [],
} as const;
const LIST = {
  title: "",
  lead: "",
  show: "open",
  counts: { open: 0, decided: 0, undetermined: 0, fixed: 0 },
  inArchive: true,
  rows: { total: 0, page: 1, pageSize: 50, rows: [] },
} as const;

async function place(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "sd-tracker-socket-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return join(directory, "tracker");
}

async function serve(path: string, given = answers(), said: string[] = []) {
  const service = await serveTracker(path, given, (text) => said.push(text));
  onTestFinished(() => service.close());
  return service;
}

function clientOf(path: string, options?: TrackerClientOptions) {
  const client = createTrackerClient(path, options);
  onTestFinished(() => client.close());
  return client;
}

function raw(socketPath: string, method: string, path: string, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath, method, path, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asking.on("error", reject);
    asking.end(body);
  });
}

test("what is answered comes over as it is", async () => {
  const path = await place();
  await serve(path);
  const client = clientOf(path);
  expect(await client.health()).toEqual(HEALTH);
  expect((await client.home()).health.troubles[0]?.since).toEqual(SINCE);
  expect(await client.issue("CVE-2026-1000")).toEqual(ISSUE);
  expect(await client.issue("CVE-2026-1001")).toBeNull();
  expect((await client.release("trixie", "fixed", 3))?.name).toBe("trixie fixed 3");
  expect((await client.problems(2)).page).toBe(2);
  const many = await Promise.all(Array.from({ length: 100 }, (_, at) => client.knowsSource(at % 2 ? "curl" : "linux")));
  expect(many.filter(Boolean)).toHaveLength(50);
});

test("only its own user can open the socket", async () => {
  const path = await place();
  await serve(path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test.each([
  ["another method", "GET", "/health", "", 404],
  ["no call", "POST", "/", "[]", 404],
  ["a call that is none", "POST", "/constructor", "[]", 404],
  ["no JSON", "POST", "/issue", "CVE-2026-1000", 400],
  ["no array", "POST", "/issue", '{"0": "CVE-2026-1000"}', 400],
  ["an argument too many", "POST", "/issue", '["CVE-2026-1000", "x"]', 400],
  ["a number for a name", "POST", "/issue", "[1]", 400],
  ["a page before the first", "POST", "/source", '["curl", 0]', 400],
  ["half a page", "POST", "/source", '["curl", 1.5]', 400],
  ["a list that there is not", "POST", "/release", '["trixie", "toString", 1]', 400],
  ["a name without end", "POST", "/issue", `["${"x".repeat(301)}"]`, 400],
  ["a request without end", "POST", "/issue", " ".repeat(LONGEST_REQUEST + 1), 413],
])("%s is refused, and the next one answered", async (_name, method, at, body, status) => {
  const path = await place();
  await serve(path);
  expect(await raw(path, method, at, body)).toBe(status);
  expect(await raw(path, "POST", "/issue", '["CVE-2026-1000"]')).toBe(200);
});

test("a fault is told in the tracker's log, and is an error for who asked", async () => {
  const path = await place();
  const said: string[] = [];
  await serve(path, answers(), said);
  await expect(clientOf(path).bug(1)).rejects.toMatchObject({ code: "INTERNAL" });
  expect(said).toEqual([expect.stringContaining("a fault of ours")]);
});

test("while nothing is read, nobody answers or nobody is there, the tracker is away", async () => {
  const path = await place();
  const client = clientOf(path);
  expect(await client.health()).toBeNull();
  await expect(client.issue("CVE-2026-1000")).rejects.toMatchObject({ code: "TRACKER_AWAY" });
  const reading = await serve(path, answers(null));
  expect(await client.health()).toBeNull();
  await expect(client.home()).rejects.toMatchObject({ code: "TRACKER_AWAY" });
  await reading.close();
  const first = await serve(path);
  expect(await client.health()).toEqual(HEALTH);
  await first.close();
  expect(await client.health()).toBeNull();
  await serve(path);
  expect(await client.health()).toEqual(HEALTH);
});

test("a tracker that is silent, or goes in the middle, is away too", async () => {
  const path = await place();
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (text) => {
      if (text.toString().startsWith("POST /issue")) socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  const client = clientOf(path, { timeLimitMs: 200 });
  await expect(client.home()).rejects.toMatchObject({ code: "TRACKER_AWAY" });
  await expect(client.issue("x")).rejects.toMatchObject({ code: "TRACKER_AWAY" });
});

test("an answer without end is not taken", async () => {
  const path = await place();
  const long = { ...ISSUE, description: "x".repeat(LONGEST_ANSWER) };
  await serve(path, { ...answers(), issue: () => long });
  await expect(clientOf(path, { timeLimitMs: 60_000 }).issue("x")).rejects.toMatchObject({ code: "INTERNAL" });
});

test("a socket that is left over is replaced, one that is served is not, and a path that is too long is refused", async () => {
  const path = await place();
  await writeFile(path, "");
  await serve(path);
  await expect(serveTracker(path, answers(), () => undefined)).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await clientOf(path).health()).toEqual(HEALTH);
  const long = `${path}${"x".repeat(100)}`;
  await expect(serveTracker(long, answers(), () => undefined)).rejects.toMatchObject({ code: "USAGE" });
});
