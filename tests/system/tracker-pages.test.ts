import { readFileSync } from "node:fs";
import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createSourceTable, type Following, follow } from "../../src/tracker/index.ts";
import { serveFollowing, type TrackerOverSocket } from "./tracker-service.ts";
import { createExampleApp } from "./web-desk.ts";

/** The tracker's pages over a data directory that is edited meanwhile: answers, addresses, JSON, tags, and a real browser. */

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const CHROMIUM = { executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] };
const CONFIG = {
  distributions: { bookworm: { release: "oldstable" }, trixie: { release: "stable" }, sid: { release: "unstable" } },
};
const LIST = `CVE-2026-1000 (Heap overflow in curl)
	{DSA-6000-1}
	- curl 8.20-1 (high; bug #1100001)
	[trixie] - curl <no-dsa> (Minor issue)
	NOTE: https://curl.example/advisory
CVE-2026-1001 (Something in another program)
	NOT-FOR-US: Other Program
CVE-2026-1002 (Not yet looked at)
	TODO: check
CVE-2026-1003 (Unfixed <script>alert(1)</script>)
	- linux <unfixed>
	[bookworm] - linux <undetermined>
CVE-2025-XXXX [Crash in curl]
	- curl 7.0-1 (bug #1100009)
`;
const DSA = `[06 Nov 2026] DSA-6000-1 curl - security update
	{CVE-2026-1000}
	[bookworm] - curl 7.88.1-10+deb12u9
`;

let directory: string;
let following: Following;
let service: TrackerOverSocket;
let app: FastifyInstance;

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sameday-tracker-pages-"));
  for (const folder of ["CVE", "DSA"]) await mkdir(join(directory, folder));
  await writeFile(join(directory, "config.json"), JSON.stringify(CONFIG));
  await writeFile(join(directory, "CVE/list"), LIST);
  await writeFile(join(directory, "DSA/list"), DSA);
  await writeFile(join(directory, "issue-names"), "TEMP-1100001-0A1B2C CVE-2026-1000 2026-11-01\n");
  await mkdir(join(directory, "signals"));
  await writeFile(join(directory, "signals/kev"), "CVE-2026-1000\t2026-11-02\t-\n");
  await writeFile(join(directory, "signals/epss"), "CVE-2026-1000\t0.5\t0.99\n");
  await writeFile(join(directory, "dsa-needed.txt"), "Who does what\n--\nlinux/oldstable (jmm)\n--\n");
  const table = createSourceTable();
  table.add("curl", "bookworm", "main", "main", "7.88.1-10+deb12u5");
  table.add("curl", "bookworm", "security", "main", "7.88.1-10+deb12u9");
  table.add("curl", "trixie", "main", "main", "8.14.1-2");
  table.add("curl", "sid", "main", "main", "8.19-1");
  table.add("linux", "bookworm", "main", "main", "6.1.1-1");
  table.add("linux", "trixie", "main", "main", "6.12.1-1");
  table.add("g++-10", "trixie", "main", "main", "10-1");
  following = follow({
    layers: [{ name: "debian", directory }],
    dates: [],
    clock: { now: () => new Date("2026-11-20T12:00:00Z") },
    archive: async () => table.versions,
    changed: () => undefined,
    say: () => undefined,
  });
  const supported = new Set(["bookworm", "trixie", "sid"]);
  service = await serveFollowing(following, () => supported);
  app = createExampleApp([], { tracker: service.reads });
  expect((await get("/tracker")).statusCode).toBe(503);
  expect((await get("/tracker/CVE-2026-1000.json")).json().error.message).toContain("being read");
  await following.look();
});

afterAll(async () => {
  await app?.close();
  await service?.stop();
  await following?.stop();
  await rm(directory, { recursive: true, force: true });
});

describe("addresses", () => {
  test.each([
    ["/tracker/cve-2026-1000", "<h1>CVE-2026-1000</h1>"],
    ["/tracker/dsa-6000-1", "DSA-6000-1"],
    ["/tracker/release/oldstable", "<h1>Issues in bookworm</h1>"],
  ])("%s is what people mean by it", async (address, text) => {
    const { statusCode, body } = await get(address);
    expect([statusCode, body]).toEqual([200, expect.stringContaining(text)]);
    expect((await get(`${address}.json`)).statusCode).toBe(200);
  });

  test("a slash too much leads to the tracker", async () => {
    expect(await get("/tracker/")).toMatchObject({ statusCode: 303, headers: { location: "/tracker" } });
  });

  test.each([
    ["/tracker", "waits for somebody who takes it"],
    ["/tracker/CVE-2026-1000", "It is open in curl."],
    ["/tracker/CVE-2026-1000", "exploited since 2026-11-02"],
    ["/tracker/release/sid", "EPSS 50 %"],
    ["/tracker/CVE-2026-1000/curl/sid", "Known to be exploited"],
    ["/tracker/TEMP-1100001-0A1B2C", "Heap overflow in curl"],
    ["/tracker/CVE-2026-1000", "TEMP-1100001-0A1B2C"],
    ["/tracker/TEMP-1100001-0A1B2C/curl/bookworm", "DSA/list:3"],
    ["/tracker/CVE-2026-1001", "NOT-FOR-US: Other Program"],
    ["/tracker/CVE-2026-1003", "&lt;script>"],
    ["/tracker/source-package/curl", "bookworm-security"],
    ["/tracker/source-package/g++-10", "The lists name no issue of this package."],
    ["/tracker/release/trixie", "CVE-2026-1003"],
    ["/tracker/release/trixie?show=decided", "Minor issue"],
    ["/tracker/release/bookworm?show=fixed", "CVE-2026-1000"],
    ["/tracker/release/trixie?page=7", "There is no such page"],
    ["/tracker/view/todo", "CVE-2026-1002"],
    ["/tracker/view/undetermined", "CVE-2026-1003"],
    ["/tracker/view/unreported", "Nothing is here"],
    ["/tracker/view/unnumbered", "CVE-2025-XXXX"],
    ["/tracker/view/unnumbered", "<code>sameday tracker cve-request</code>"],
    ["/tracker/view/CVE-2025-XXXX", "Crash in curl"],
    ["/tracker/CVE-2025-XXXX", "open nowhere"],
    ["/tracker/cve-2024-xxxx", "Nothing is here"],
    ["/tracker/bug/1100001", "CVE-2026-1000"],
    ["/tracker/DSA-6000-1", "curl - security update"],
    ["/tracker/DSA-6000", "curl - security update"],
    ["/tracker/CVE-2026-1000/curl/bookworm", "DSA/list:3"],
    ["/tracker/problems", "Every line could be read."],
  ])("%s", async (path, text) => {
    const answer = await get(path);
    expect([answer.statusCode, answer.body]).toEqual([200, expect.stringContaining(text)]);
    const [plain = "", query = ""] = path.split("?");
    const json = await get(`${plain}.json${query && `?${query}`}`);
    expect(json.statusCode).toBe(200);
    expect(json.headers["content-type"]).toContain("application/json");
    expect(json.json()).toBeTypeOf("object");
  });

  test.each([
    "/tracker/CVE-2026-9999",
    "/tracker/source-package/no-such",
    "/tracker/release/no-such",
    "/tracker/view/no-such",
    "/tracker/bug/1",
    "/tracker/bug/x",
    "/tracker/DSA-1",
    "/tracker/CVE-2026-1000/no-such/bookworm",
    "/tracker/CVE-2026-1000/curl/no-such",
    "/tracker/%00",
  ])("%s is not there, and that is no all-clear", async (path) => {
    const answer = await get(path);
    expect([answer.statusCode, answer.body]).toEqual([404, expect.stringContaining("That is no all-clear")]);
    expect((await get(`${path}.json`)).json().error.code).toBe("NOT_FOUND");
  });

  test.each([
    ["/tracker/source-package/crul", 'href="/tracker/source-package/curl"'],
    ["/tracker/release/bokworm", 'href="/tracker/release/bookworm"'],
    ["/tracker/search?q=lniux", 'href="/tracker/source-package/linux"'],
  ])("%s: a mistyped name leads to the nearest one", async (path, link) => {
    const answer = await get(path);
    expect([answer.statusCode, answer.body]).toEqual([404, expect.stringMatching(new RegExp(`Did you mean.*${link}`))]);
  });

  test.each([
    ["curl", "/tracker/source-package/curl"],
    [" cve-2026-1000 ", "/tracker/CVE-2026-1000"],
    ["2026-1000", "/tracker/CVE-2026-1000"],
    ["temp-1100001-0a1b2c", "/tracker/TEMP-1100001-0A1B2C"],
    ["#1100001", "/tracker/bug/1100001"],
    ["dsa-6000-1", "/tracker/DSA-6000-1"],
    ["Trixie", "/tracker/release/trixie"],
    ["g++-10", "/tracker/source-package/g%2B%2B-10"],
    ["", "/tracker"],
  ])("a search for %j leads to %s", async (asked, path) => {
    const answer = await get(`/tracker/search?q=${encodeURIComponent(asked)}`);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, path]);
  });
});

describe("answers", () => {
  test("JSON says what the page says", async () => {
    const { packages } = (await get("/tracker/CVE-2026-1000.json")).json();
    expect(packages).toMatchObject([
      {
        source: "curl",
        verdicts: [
          { release: "sid", word: "vulnerable" },
          { release: "trixie", word: "no-dsa", detail: "minor" },
          { release: "bookworm", word: "fixed" },
        ],
      },
    ]);
  });

  test("whoever has a page already is not sent it again, until the data changes", async () => {
    const first = await get("/tracker/CVE-2026-1000.json");
    const headers = { "if-none-match": String(first.headers.etag) };
    expect((await get("/tracker/CVE-2026-1000.json", headers)).statusCode).toBe(304);
    await writeFile(join(directory, "CVE/list"), LIST.replace("curl 8.20-1", "curl 8.19-1"));
    await vi.waitFor(async () => {
      const after = await get("/tracker/CVE-2026-1000.json", headers);
      expect(after.statusCode).toBe(200);
      expect(after.json().packages[0].verdicts[0].word).toBe("fixed");
    }, 20_000);
    await writeFile(join(directory, "CVE/list"), LIST);
    await following.look();
  });

  test("a bad record is named on every page, the rest is answered", async () => {
    await appendFile(join(directory, "CVE/list"), "CVE-2026-1004 (x)\n\t- curl <nonsense>\n");
    await following.look();
    expect((await get("/tracker/CVE-2026-1000")).body).toContain("One error stands in the tracker's data");
    expect((await get("/tracker/problems")).body).toContain("debian CVE/list:");
    expect((await get("/tracker/CVE-2026-1004")).body).toContain("was set aside");
    await writeFile(join(directory, "CVE/list"), LIST);
    await following.look();
    expect((await get("/tracker/CVE-2026-1000")).body).not.toContain("error stands");
  });

  test("a line for a release that nobody knows is no all-clear", async () => {
    const bad = "CVE-2026-1005 (bad)\n\t[bookwrm] - curl <unfixed>\n";
    await appendFile(join(directory, "CVE/list"), bad);
    await following.look();
    const line = LIST.split("\n").length + 1;
    const page = (await get("/tracker/CVE-2026-1005")).body;
    expect(page).toContain("Whether it is open is not known");
    expect(page).toContain(`debian CVE/list:${line}:3`);
    expect(page).toContain("No release is named bookwrm; is it bookworm?");
    expect(page).not.toContain("It is in no release");
    expect((await get("/tracker/source-package/curl")).body).toContain(`debian CVE/list:${line}:3`);
    expect((await get("/tracker/CVE-2026-1000")).body).toContain("One error stands in the tracker's data");
    const { rows } = (await get("/tracker/problems.json")).json();
    expect(rows.map(({ code }: { code: string }) => code)).toContain("tracker-unknown-release");
    // Something above it grows, and an advisory has such a line too, for two issues at once.
    await writeFile(join(directory, "CVE/list"), `CVE-2026-2000 (y)\n\tNOTE: n\n${LIST}${bad}`);
    await writeFile(join(directory, "DSA/list"), `${DSA}\t[trixi] - curl 8.14.1-2+deb13u1\n`);
    await following.look();
    expect((await get("/tracker/CVE-2026-1005")).body).toContain(`debian CVE/list:${line + 2}:3`);
    expect((await get("/tracker/CVE-2026-1000")).body).toContain("debian DSA/list:4:3");
    expect((await get("/tracker/problems.json")).json().total).toBe(2);
    await writeFile(join(directory, "DSA/list"), DSA);
    await writeFile(join(directory, "CVE/list"), LIST);
    await following.look();
    expect((await get("/tracker/problems.json")).json().total).toBe(0);
  });

  test("data that cannot be read is said, and the last good state is shown", async () => {
    await rename(directory, `${directory}.away`);
    await following.look();
    const { body } = await get("/tracker/CVE-2026-1000");
    expect(body).toContain("cannot be read since");
    expect(body).toContain("It is open in curl.");
    await rename(`${directory}.away`, directory);
    await following.look();
  });

  test("whoever has taken a package stands in its view", async () => {
    const { rows } = (await get("/tracker/view/dsa-needed.json")).json();
    expect(rows.rows).toEqual([]);
    await writeFile(join(directory, "dsa-needed.txt"), "Who does what\n--\nlinux (jmm)\n--\n");
    await following.look();
    const taken = (await get("/tracker/view/dsa-needed.json")).json().rows.rows;
    expect(taken).toMatchObject([{ issue: "CVE-2026-1003", release: "trixie", note: "jmm" }]);
    expect((await get("/tracker/view/candidates.json")).json().rows.total).toBe(0);
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

  const PAGES = [
    "/tracker",
    "/tracker/CVE-2026-1000",
    "/tracker/source-package/curl",
    "/tracker/release/trixie?show=decided",
    "/tracker/view/todo",
    "/tracker/view/unreported",
    "/tracker/CVE-2025-XXXX",
    "/tracker/bug/1100001",
    "/tracker/DSA-6000-1",
    "/tracker/CVE-2026-1000/curl/bookworm",
    "/tracker/problems",
    "/tracker/nothing",
  ];

  test.each(PAGES)("%s holds at every width, in light and dark, for axe", async (path) => {
    for (const [width, colorScheme] of [
      [360, "dark"],
      [1440, "light"],
    ] as const) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
      const page = await context.newPage();
      await page.goto(`${url}${path}`);
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
      await page.evaluate(axe);
      const { violations } = (await page.evaluate("axe.run()")) as { violations: { id: string }[] };
      expect(violations.map(({ id }) => id)).toEqual([]);
      await context.close();
    }
  });

  test("the search is used without script", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${url}/tracker`);
    await page.getByLabel("Issue, source package").fill("curl");
    await page.getByRole("button", { name: "Look up" }).click();
    expect(new URL(page.url()).pathname).toBe("/tracker/source-package/curl");
    await page.getByRole("link", { name: "Why, for curl in bookworm" }).first().click();
    expect(await page.textContent("h1")).toBe("CVE-2026-1000 in curl, bookworm");
    await context.close();
  });
});
