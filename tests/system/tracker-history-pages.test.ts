import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { FastifyInstance } from "fastify";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProcessRunner, systemClock } from "../../src/system/index.ts";
import {
  type EventIndex,
  type Following,
  follow,
  openEventIndex,
  openHistory,
  recordArchive,
} from "../../src/tracker/index.ts";
import { archiveOf } from "../../src/tracker/testing.ts";
import { serveFollowing, type TrackerOverSocket } from "./tracker-service.ts";
import { createExampleApp } from "./web-desk.ts";

/** What the tracker's pages and feeds say about the past, over a repository with a history of its own. */

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const CHROMIUM = { executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] };
const CONFIG = JSON.stringify({
  distributions: { bookworm: { release: "oldstable" }, trixie: { release: "stable" }, sid: { release: "unstable" } },
});
const FIRST = "CVE-2025-9000 (Old)\n\t- curl <unfixed>\nCVE-2025-8000 (Older)\n\t- wget <unfixed>\n";
const OPEN = `CVE-2026-1000 (Heap overflow)\n\t- curl <unfixed>\n\t- ruby2.7 <unfixed>\n${FIRST}`;
const MINOR = OPEN.replace("\t- ruby", "\t[bookworm] - curl <no-dsa> (Minor <b>issue</b>)\n\t- ruby");
/** A version as long as they come: its word has to stay in its column. */
const PLANNED = "CVE-2026-1000\n\t[bookworm] - ruby2.7 2.7.4+really2.7.2-1+deb12u11\n";
const FIXED = MINOR.replace("- curl <unfixed>", "- curl 2");

/** Words of states that stick out of their column, over what stands beside them. */
const STICKING_OUT = `[...document.querySelectorAll(".rows .tag")]
  .filter((tag) => tag.getBoundingClientRect().right > tag.parentElement.getBoundingClientRect().right + 1)
  .map((tag) => tag.textContent)`;

const scratch = mkdtempSync(join(tmpdir(), "sameday-history-pages-"));
const data = join(scratch, "data");
const state = join(scratch, "state");
const runner = createProcessRunner(homedir());
let index: EventIndex;
let following: Following;
let service: TrackerOverSocket;
let app: FastifyInstance;

function commit(texts: Readonly<Record<string, string>>, at: string): void {
  const git = (...words: string[]) =>
    execFileSync("git", ["-c", "user.name=Ada & Bo", "-c", "user.email=a@example.org", ...words], {
      cwd: data,
      env: { ...process.env, GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at },
      stdio: "ignore",
    });
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(data, path)), { recursive: true });
    writeFileSync(join(data, path), text);
  }
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-q", "-m", "x");
}

async function derive(): Promise<void> {
  const layers = [{ name: "debian", directory: data }];
  const history = await openHistory({ directory: state, layers, runner, clock: systemClock, say: () => undefined });
  await history.derive();
  await history.close();
}

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

beforeAll(async () => {
  // buster leaves the archive with the second state of it.
  const before = archiveOf("curl bookworm 1", "curl trixie 1", "curl sid 1", "ruby2.7 bookworm 1", "wget buster 1");
  const after = archiveOf(
    "curl bookworm 1",
    "curl trixie 1",
    "curl trixie/security 2",
    "curl sid 2",
    "ruby2.7 bookworm 1",
  );
  await recordArchive(state, before, new Date("2026-02-28T00:00:00Z"));
  commit({ "config.json": CONFIG, "CVE/list": FIRST }, "2026-03-01T12:00:00Z");
  commit({ "CVE/list": OPEN }, "2026-03-05T12:00:00Z");
  commit({ "CVE/list": MINOR }, "2026-03-06T12:00:00Z");
  commit({ "CVE/list": FIXED }, "2026-03-07T12:00:00Z");
  commit({ "next-oldstable-point-update.txt": PLANNED }, "2026-03-07T13:00:00Z");
  commit({ "next-oldstable-point-update.txt": "" }, "2026-03-07T14:00:00Z");
  await recordArchive(state, after, new Date("2026-03-09T12:00:00Z"));
  await derive();
  index = await openEventIndex(state);
  following = follow({
    layers: [{ name: "debian", directory: data }],
    dates: [],
    clock: { now: () => new Date("2026-11-20T12:00:00Z") },
    archive: async () => after,
    changed: () => undefined,
    say: () => undefined,
  });
  await following.look();
  const dates = [
    {
      codename: "trixie",
      version: "13",
      phases: [{ name: "security" as const, from: new Date("2025-08-09"), until: new Date("2028-08-09") }],
    },
    {
      codename: "bookworm",
      version: "12",
      phases: [
        { name: "security" as const, from: new Date("2023-06-10"), until: new Date("2026-06-10") },
        { name: "lts" as const, from: new Date("2026-06-10"), until: new Date("2028-06-30") },
      ],
    },
  ];
  const past = { events: { current: () => index }, dates, now: () => new Date("2026-11-20T12:00:00Z") };
  service = await serveFollowing(following, () => new Set(["trixie"]), past);
  app = createExampleApp([], { tracker: service.reads });
});

afterAll(async () => {
  await app?.close();
  await service?.stop();
  await following?.stop();
  index?.close();
  rmSync(scratch, { recursive: true, force: true });
});

describe("pages", () => {
  test.each([
    ["/tracker/CVE-2026-1000", "debian CVE/list:2 - curl &lt;unfixed>"],
    ["/tracker/CVE-2026-1000", "trixie-security has 2"],
    ["/tracker/CVE-2026-1000", "by Ada &amp; Bo"],
    ["/tracker/CVE-2026-1000", "after 4 days"],
    ["/tracker/CVE-2025-9000", "at least since"],
    ["/tracker/source-package/curl", "Half of two fixes took no more than 4 days"],
    ["/tracker/source-package/curl", "All changes of curl"],
    ["/tracker/source-package/ruby2.7", "since <time"],
    ["/tracker/CVE-2026-1000/curl/bookworm", "Minor &lt;b>issue&lt;/b>"],
    ["/tracker/CVE-2026-1000/curl/bookworm", "The fix was said to be in no version, now in 2."],
    ["/tracker/events", "the history begins on 1 Mar 2026"],
    ["/tracker/events?source=ruby2.7", "/tracker/events.atom?source=ruby2.7"],
    ["/tracker/events?team=lts", "bookworm"],
    ["/tracker/events?issue=CVE-2026-9999", "Nothing of this kind"],
    ["/tracker/delays", "development"],
    ["/tracker/release/trixie", "/tracker/release/trixie.atom"],
    ["/tracker/CVE-2026-1000?at=2026-03-05", "At the end of 5 Mar 2026"],
    ["/tracker/CVE-2026-1000?at=2026-03-04", "No verdict was known by then"],
    ["/tracker/CVE-2026-1000?at=2020-01-01", "nothing is known of the time before"],
    ["/tracker/CVE-2026-1000?at=yesterday", "It is open in curl and ruby2.7."],
    ["/tracker/CVE-2026-1000?at=2026-02-30", "asks for a day that there is not"],
    ["/tracker/source-package/curl?at=2027-01-01", "asks for a day that is yet to come"],
    ["/tracker/source-package/curl?at=", "Issues <span"],
    ["/tracker/release/bookworm?at=2026-03-05", "At the end of 5 Mar 2026"],
    ["/tracker/release/bookworm?at=2026-03-05", 'aria-current="page">Undecided</a> <span class="count">3</span>'],
    ["/tracker/release/bookworm?at=2026-03-06", "?show=decided&amp;at=2026-03-06"],
    ["/tracker/release/bookworm?at=2026-03-06&show=decided", "no-dsa, minor"],
    ["/tracker/release/bookworm?at=2026-03-06&show=fixed", "No issue stood in this list then."],
    ["/tracker/release/bookworm?at=2026-03-06&page=9", "There is no such page"],
    ["/tracker/release/bookworm?at=2020-01-01", "nothing is known of the time before"],
    ["/tracker/release/bookworm?at=2999-01-01", "asks for a day that is yet to come"],
    ["/tracker/release/bookworm?at=the+day+before", "asks for a day that there is not"],
    ["/tracker/release/bookworm?at=2026-11-21", "So far on 21 Nov 2026"],
    ["/tracker/release/buster", "No suite of buster is in the archive now"],
    ["/tracker/release/buster", "Its history goes up to 9 Mar 2026"],
    ["/tracker/release/buster?at=2026-03-08", "CVE-2025-8000"],
    ["/tracker/release/buster?at=2026-03-10", "No issue stood in this list then."],
    ["/tracker/source-package/curl?at=2026-03-06", "no-dsa, minor"],
  ])("%s says %j", async (path, words) => {
    const { statusCode, body } = await get(path);
    expect([statusCode, body]).toEqual([200, expect.stringContaining(words)]);
  });

  test.each([
    "/tracker/events?team=nobody",
    "/tracker/events?release=nothing",
    "/tracker/release/nothing",
    "/tracker/release/nothing?at=2026-03-05",
  ])("%s is not there", async (path) => {
    expect((await get(path)).statusCode).toBe(404);
  });

  test("JSON says the same", async () => {
    const { history } = (await get("/tracker/CVE-2026-1000.json")).json();
    const span = history.spans.find((one: { release: string; source: string }) => one.release === "trixie");
    expect(span).toMatchObject({
      source: "curl",
      openSince: null,
      fixed: "2026-03-09T12:00:00Z",
      daysToFix: 4,
      opened: { at: "2026-03-05T12:00:00Z", cause: { kind: "commit" } },
      closed: { why: "trixie-security has 2", cause: { kind: "archive" } },
    });
    const { asOf } = (await get("/tracker/source-package/curl.json?at=2026-03-06")).json();
    const states = asOf.rows.rows.map((row: { issue: string; release: string; after: { word: string } }) =>
      [row.issue, row.release, row.after.word].join(" "),
    );
    expect(states).toEqual([
      "CVE-2026-1000 sid vulnerable",
      "CVE-2026-1000 trixie vulnerable",
      "CVE-2026-1000 bookworm no-dsa",
      "CVE-2025-9000 sid vulnerable",
      "CVE-2025-9000 trixie vulnerable",
      "CVE-2025-9000 bookworm vulnerable",
    ]);
  });
});

describe("a release on a day", () => {
  const states = (body: { rows: { rows: { issue: string; source: string; after: { word: string } }[] } }) =>
    body.rows.rows.map((row) => [row.issue, row.source, row.after.word].join(" "));

  test("JSON has the lists of that day beside those of now", async () => {
    const { asOf, counts } = (await get("/tracker/release/bookworm.json?at=2026-03-05")).json();
    expect(states(asOf)).toEqual([
      "CVE-2026-1000 curl vulnerable",
      "CVE-2026-1000 ruby2.7 vulnerable",
      "CVE-2025-9000 curl vulnerable",
    ]);
    expect(asOf).toMatchObject({
      at: "2026-03-06T00:00:00Z",
      counts: { open: 3, decided: 0, undetermined: 0, fixed: 0 },
    });
    expect(counts).toMatchObject({ open: 2, decided: 1 });
    const ended = (await get("/tracker/release/buster.json?at=2026-03-08")).json();
    expect([ended.inArchive, ended.history.last, states(ended.asOf)]).toEqual([
      false,
      "2026-03-09T12:00:00Z",
      ["CVE-2025-8000 wget vulnerable"],
    ]);
  });

  test("says what its packages say", async () => {
    for (const at of ["2026-02-28", "2026-03-01", "2026-03-05", "2026-03-06", "2026-03-07", "2026-03-09"]) {
      for (const release of ["bookworm", "trixie", "sid", "buster"]) {
        const ofRelease = new Set<string>();
        for (const show of ["open", "decided", "undetermined", "fixed"]) {
          const { asOf } = (await get(`/tracker/release/${release}.json?at=${at}&show=${show}`)).json();
          expect(asOf.rows.total).toBe(asOf.counts[show]);
          for (const state of states(asOf)) ofRelease.add(state);
        }
        const ofPackages = new Set<string>();
        for (const source of ["curl", "ruby2.7", "wget"]) {
          const { asOf } = (await get(`/tracker/source-package/${source}.json?at=${at}`)).json();
          const rows = asOf.rows.rows.filter((row: { release: string }) => row.release === release);
          for (const state of states({ rows: { rows } })) ofPackages.add(state);
        }
        expect(ofRelease, `${release} on ${at}`).toEqual(ofPackages);
      }
    }
  });

  test.each([
    ["/tracker/release/bookworm.json?at=2026-02-30", 400, "INPUT_INVALID"],
    ["/tracker/release/bookworm.json?at=2999-01-01", 400, "INPUT_INVALID"],
    ["/tracker/CVE-2026-1000.json?at=tomorrow", 400, "INPUT_INVALID"],
    ["/tracker/release/nothing.json?at=2026-03-05", 404, "NOT_FOUND"],
  ])("%s is refused to programs, which would take now for then", async (path, status, code) => {
    const answer = await get(path);
    expect([answer.statusCode, answer.json().error.code]).toEqual([status, code]);
  });
});

describe("feeds", () => {
  test("events.json: pieces with a cursor are the whole, in order, also where they are filtered", async () => {
    for (const filter of ["", "&release=bookworm", "&team=lts", "&source=curl", "&issue=CVE-2026-1000"]) {
      const whole = (await get(`/tracker/events.json?limit=1000${filter}`)).json();
      const pieces: unknown[] = [];
      for (let next = "", more = true; more; ) {
        const piece = (await get(`/tracker/events.json?limit=1&since=${next}${filter}`)).json();
        pieces.push(...piece.events);
        ({ next, more } = piece);
      }
      expect(pieces).toEqual(whole.events);
      expect(whole.events.length).toBeGreaterThan(1);
    }
  });

  test.each([
    ["/tracker/events.json?since=x", 400, "INPUT_INVALID"],
    ["/tracker/events.json?since=2026-13-45", 400, "INPUT_INVALID"],
    [`/tracker/events.json?since=${"0".repeat(12)}-1.1`, 409, "CONFLICT"],
    ["/tracker/events.json?team=nobody", 404, "NOT_FOUND"],
    ["/tracker/release/nothing.atom", 404, "NOT_FOUND"],
    ["/tracker/source-package/no-such.atom", 404, "NOT_FOUND"],
    ["/tracker/%00.atom", 404, "NOT_FOUND"],
  ])("%s is refused", async (path, status, code) => {
    const answer = await get(path);
    expect([answer.statusCode, answer.json().error.code]).toEqual([status, code]);
  });

  test("events.json begins with a day, too", async () => {
    const { events } = (await get("/tracker/events.json?limit=1000")).json();
    const days = events.map(({ at }: { at: string }) => at.slice(0, 10));
    const from = days[Math.floor(days.length / 2)];
    const later = (await get(`/tracker/events.json?limit=1000&since=${from}`)).json().events;
    expect(later).toEqual(events.slice(days.indexOf(from)));
  });

  test("whoever has a feed already is not sent it again", async () => {
    const { headers } = await get("/tracker/events.atom");
    expect(headers["content-type"]).toContain("application/atom+xml");
    expect((await get("/tracker/events.atom", { "if-none-match": String(headers.etag) })).statusCode).toBe(304);
  });
});

describe("in a browser", () => {
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    url = await app.listen({ host: "127.0.0.1", port: 0 });
    browser = await chromium.launch(CHROMIUM);
  });
  afterAll(async () => browser?.close());

  test.each([
    ["/tracker/events.atom", 10],
    ["/tracker/events.atom?release=bookworm", 5],
    ["/tracker/source-package/ruby2.7.atom", 1],
    ["/tracker/release/trixie.atom", 4],
    ["/tracker/team/lts.atom", 5],
    ["/tracker/CVE-2026-1000.atom", 8],
  ])("%s is well-formed, with names of its own for entries", async (path, least) => {
    const { body, statusCode } = await get(path);
    expect([statusCode, body]).toEqual([200, expect.stringContaining("<feed")]);
    const page = await browser.newPage();
    const read = (await page.evaluate(`(() => {
      const feed = new DOMParser().parseFromString(${JSON.stringify(body)}, "application/xml");
      const all = (name) => [...feed.getElementsByTagName(name)].map((one) => one.textContent);
      return { error: all("parsererror"), ids: all("id"), titles: all("title"), updated: all("updated") };
    })()`)) as { error: string[]; ids: string[]; titles: string[]; updated: string[] };
    expect(read.error).toEqual([]);
    expect(new Set(read.ids).size).toBe(read.ids.length);
    expect(read.ids.length - 1).toBeGreaterThanOrEqual(least);
    expect(read.updated.every((at) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(at))).toBe(true);
    await page.close();
  });

  test.each([
    "/tracker",
    "/tracker/CVE-2026-1000",
    "/tracker/CVE-2026-1000?at=2026-03-06",
    "/tracker/source-package/curl",
    "/tracker/source-package/curl?at=2026-03-06",
    "/tracker/CVE-2026-1000/curl/bookworm",
    "/tracker/events",
    "/tracker/events?team=nobody",
    "/tracker/delays",
    "/tracker/release/bookworm",
    "/tracker/release/bookworm?at=2026-03-05",
    "/tracker/release/bookworm?at=2026-02-30",
    "/tracker/release/buster",
  ])("%s holds at every width, in light and dark, for axe", async (path) => {
    for (const [width, colorScheme] of [
      [360, "dark"],
      [1440, "light"],
    ] as const) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
      const page = await context.newPage();
      await page.goto(`${url}${path}`);
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
      expect(await page.evaluate(STICKING_OUT)).toEqual([]);
      await page.evaluate(axe);
      const { violations } = (await page.evaluate("axe.run()")) as { violations: { id: string }[] };
      expect(violations.map(({ id }) => id)).toEqual([]);
      const shots = process.env.SAMEDAY_SCREENSHOTS;
      if (shots)
        await page.screenshot({ path: join(shots, `${path.replace(/\W/g, "_")}-${width}.png`), fullPage: true });
      await context.close();
    }
  });

  test("a day is asked for without script", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${url}/tracker/CVE-2026-1000`);
    await page.getByLabel("As it was on").fill("2026-03-06");
    await page.getByRole("button", { name: "Show" }).click();
    expect(await page.textContent("#as-of")).toBe("At the end of 6 Mar 2026");
    await page.getByRole("link", { name: "What is known now" }).click();
    expect(await page.locator("#as-of").count()).toBe(0);
    await page.goto(`${url}/tracker/release/bookworm?show=decided`);
    await page.getByLabel("As it was on").fill("2026-03-06");
    await page.getByRole("button", { name: "Show" }).click();
    expect(await page.textContent("#as-of")).toBe("At the end of 6 Mar 2026");
    expect(await page.locator(".rows li").count()).toBe(1);
    await page.getByRole("link", { name: "Undecided" }).click();
    expect(await page.textContent("#as-of")).toBe("At the end of 6 Mar 2026");
    await page.goto(`${url}/tracker/events`);
    await page.getByLabel("Release", { exact: true }).selectOption("bookworm");
    await page.getByRole("button", { name: "Show" }).click();
    expect(await page.locator(".rows li").count()).toBe(7);
    await context.close();
  });
});
