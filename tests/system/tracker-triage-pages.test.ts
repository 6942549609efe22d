import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createTriageActs } from "../../src/desk/faces/triage-acts.ts";
import { landWished } from "../../src/desk/tracker-edits/land.ts";
import { type Cluster, openStore, readAudit, type Store, startCluster } from "../../src/store/index.ts";
import { systemClock } from "../../src/system/index.ts";
import {
  createSourceTable,
  createTriage,
  decisionWords,
  type Following,
  factsIn,
  follow,
  recordsDirectory,
} from "../../src/tracker/index.ts";
import type { TrackerTriageModel } from "../../src/web/index.ts";
import { clusterOptions, runner, scratch } from "./store-support.ts";
import { serveFollowing, type TrackerOverSocket } from "./tracker-service.ts";
import { createExampleApp, tokenOf } from "./web-desk.ts";
import { PEOPLE } from "./web-example.ts";

/** New issues in the browser, over data in git that is followed meanwhile: who may, one press each, undo, conflicts, the look. */

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const CHROMIUM = { executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] };
const CONFIG = { distributions: { trixie: { release: "stable" }, sid: { release: "unstable" } } };
const LIST = `CVE-2026-0105 (The Baz plugin for WordPress is vulnerable to cross-site scripting)
	TODO: check
CVE-2026-0104 (curl before 8.18 leaks credentials)
	TODO: check
CVE-2026-0103 (A flaw in Globex Portal <script>alert(1)</script>)
	TODO: check
CVE-2026-0102 (something is not checked)
	TODO: check
CVE-2026-0100 (The Foo plugin for WordPress is vulnerable to SQL injection)
	NOT-FOR-US: WordPress plugin
CVE-2026-0099 (In curl, something is not checked)
	- curl 8.1-1
`;
const PATIENCE = { timeout: 60_000, interval: 100 };
const SHOTS = process.env.SAMEDAY_SHOTS;

const member = PEOPLE.find(({ role }) => role === "full");
const auditor = PEOPLE.find(({ role }) => role === "auditor");
let place: Awaited<ReturnType<typeof scratch>>;
let cluster: Cluster;
let store: Store;
let data: string;
let following: Following;
let service: TrackerOverSocket;
let acts: NonNullable<ReturnType<typeof createTriageActs>>;
let app: FastifyInstance;
let url: string;
let browser: Browser;

const git = (...words: readonly string[]): string =>
  execFileSync("git", ["-C", data, ...words], { encoding: "utf8" }).trim();
const list = (): string => readFileSync(join(data, "CVE/list"), "latin1");
const subjects = (): readonly string[] => git("log", "--format=%s").split("\n");

beforeAll(async () => {
  place = await scratch();
  cluster = await startCluster(clusterOptions(join(place.directory, "postgres")));
  store = await openStore({ connection: cluster.connection });
  data = mkdtempSync(join(tmpdir(), "sameday-triage-pages-"));
  mkdirSync(join(data, "CVE"));
  writeFileSync(join(data, "config.json"), JSON.stringify(CONFIG));
  writeFileSync(join(data, "CVE/list"), LIST);
  git("init", "--quiet");
  git("config", "user.name", "Desk");
  git("config", "user.email", "desk@example.org");
  git("add", ".");
  git("commit", "--quiet", "--message", "Begin");
  const table = createSourceTable();
  table.add("curl", "trixie", "main", "main", "8.14.1-2");
  table.add("curl", "sid", "main", "main", "8.17-1");
  const layers = [{ name: "ours", directory: data, ours: true }];
  following = follow({
    layers,
    dates: [],
    clock: systemClock,
    archive: async () => table.versions,
    changed: () => undefined,
    say: () => undefined,
  });
  await following.look();
  writeFileSync(join(data, ".git/info/exclude"), ".import/\n");
  service = await serveFollowing(following, () => new Set(["trixie"]), undefined, { name: "ours", directory: data });
  const land = (wish: unknown) => landWished(JSON.stringify(wish), { runner, clock: systemClock });
  acts = createTriageActs({ land, clock: systemClock, store, definition: { layers } }) as typeof acts;
  app = createExampleApp([], { tracker: service.reads, triage: acts });
  url = await app.listen({ host: "127.0.0.1", port: 0 });
  browser = await chromium.launch(CHROMIUM);
});

afterAll(async () => {
  await browser?.close();
  await app?.close();
  await acts?.settled();
  await service?.stop();
  await following?.stop();
  await store?.close();
  await cluster?.stop();
  await place?.remove();
  rmSync(data, { recursive: true, force: true });
});

async function sitDown(person: typeof member, settings: object = {}): Promise<BrowserContext> {
  const context = await browser.newContext({ javaScriptEnabled: false, ...settings });
  if (person) await context.addCookies([{ name: "sameday", value: tokenOf(person), url }]);
  return context;
}

describe("who may", () => {
  test("everybody reads the queue and why, and has nothing to press", async () => {
    for (const person of [undefined, auditor]) {
      const context = await sitDown(person);
      const page = await context.newPage();
      await page.goto(`${url}/tracker/triage`);
      expect(await page.textContent("main")).toContain("NOT-FOR-US: WordPress plugin");
      expect(await page.textContent("main")).toContain("the text names curl, a source package of 2 releases");
      expect(await page.locator("main form[method=post]").count()).toBe(0);
      await context.close();
    }
    const json = (await app.inject("/tracker/triage.json")).json();
    expect(json.rows.map(({ issue }: { issue: string }) => issue)).toEqual([
      "CVE-2026-0104",
      "CVE-2026-0105",
      "CVE-2026-0103",
      "CVE-2026-0102",
    ]);
  });

  test.each([
    ["a stranger", undefined, 403],
    ["an auditor", auditor, 403],
  ])("%s who sends a form is refused", async (_, person, status) => {
    const cookie = person ? `sameday=${tokenOf(person)}` : "";
    const csrf = person ? `form-of-${tokenOf(person)}` : "";
    const answer = await app.inject({
      method: "POST",
      url: "/tracker/triage",
      headers: { cookie, "content-type": "application/x-www-form-urlencoded" },
      payload: new URLSearchParams({ csrf, issue: "CVE-2026-0104", seen: "0".repeat(64), choice: "nfu x" }).toString(),
    });
    expect(answer.statusCode).toBe(status);
    expect(list()).toBe(LIST);
  });
});

describe("CVE records", () => {
  test("once they are imported, the page ranks and says what the command line does; before, the list alone counts", async () => {
    const rowOf = async (issue: string) =>
      ((await app.inject("/tracker/triage.json")).json() as TrackerTriageModel).rows.find((row) => row.issue === issue);
    const before = await rowOf("CVE-2026-0102");
    expect(before).toMatchObject({ description: "something is not checked" });
    expect(JSON.stringify(before)).not.toContain("the record names");
    const records = mkdtempSync(join(tmpdir(), "sameday-triage-records-"));
    try {
      mkdirSync(join(records, "cves/2026/0xxx"), { recursive: true });
      const cna = {
        descriptions: [
          { lang: "en", value: "Something is not checked in the cURL tool <b>at all</b>, which goes on." },
        ],
        affected: [{ vendor: "haxx", product: "curl" }],
      };
      writeFileSync(join(records, "cves/2026/0xxx/CVE-2026-0102.json"), JSON.stringify({ containers: { cna } }));
      writeFileSync(join(records, "cves/2026/0xxx/CVE-2026-0103.json"), "{");
      mkdirSync(join(data, ".import"));
      writeFileSync(join(data, ".import/cve.json"), JSON.stringify({ source: records, refused: [] }));
      const after = await rowOf("CVE-2026-0102");
      expect(after?.description).toBe("Something is not checked in the cURL tool <b>at all</b>, which goes on.");
      expect(after?.suggestions[0]).toMatchObject({ choice: "package curl <unfixed>" });
      expect(after?.suggestions[0]?.reason).toContain("the record names product curl, vendor haxx");
      const snapshot = following.current();
      if (snapshot === undefined) throw new Error("Nothing is followed.");
      const factsOf = factsIn(await recordsDirectory(undefined, data));
      const command = createTriage("ours", { factsOf, stamp: () => "" });
      const { rows } = (await app.inject("/tracker/triage.json")).json() as TrackerTriageModel;
      const queue = command.queue(snapshot);
      expect(rows.map(({ issue }) => issue)).toEqual(queue.map(({ task }) => task.issue));
      for (const [at, row] of rows.entries()) {
        const told = queue[at]?.suggestions
          .slice(0, row.suggestions.length)
          .map(({ decision }) => decisionWords(decision));
        expect(row.suggestions.map(({ line }) => line)).toEqual(told);
      }
      expect((await app.inject("/tracker/triage")).body).toContain("&lt;b>at all&lt;/b>");
    } finally {
      rmSync(records, { recursive: true, force: true });
    }
    // The records are away and the import is still remembered: the list alone counts, and nothing breaks.
    expect(await rowOf("CVE-2026-0102")).toMatchObject({ description: "something is not checked" });
    rmSync(join(data, ".import"), { recursive: true });
    expect(JSON.stringify(await rowOf("CVE-2026-0102"))).not.toContain("the record names");
  });
});

describe("deciding", () => {
  test("one press, the next issue stands there, a commit under the person's name and an entry in the log", async () => {
    const context = await sitDown(member);
    const page = await context.newPage();
    await page.goto(`${url}/tracker/triage`);
    await page.getByRole("button", { name: "CVE-2026-0104: - curl <unfixed>" }).click();
    expect(await page.getByRole("status").textContent()).toContain("being written");
    expect(await page.locator("section h2 a").allTextContents()).not.toContain("CVE-2026-0104");
    expect(await page.textContent(".undo")).toContain("You said of CVE-2026-0104: - curl <unfixed>");
    await vi.waitFor(() => expect(subjects()[0]).toBe("CVE-2026-0104: curl <unfixed>"), PATIENCE);
    expect(git("log", "-1", "--format=%an <%ae>")).toBe(`${member?.name} <${member?.email}>`);
    await acts.settled();
    const [entry] = (await readAudit(store.db)).filter(({ action }) => action === "triage");
    expect(entry).toMatchObject({
      actor: member?.id,
      object: "CVE-2026-0104",
      details: { commit: git("rev-parse", "HEAD") },
    });
    expect(git("status", "--porcelain")).toBe("");
    await vi.waitFor(async () => expect((await app.inject("/tracker/triage.json")).json().total).toBe(3), PATIENCE);

    await page.locator(".undo button").click();
    await vi.waitFor(() => expect(list()).toBe(LIST), PATIENCE);
    expect(subjects()[0]).toBe("Take back: CVE-2026-0104: curl <unfixed>");
    await vi.waitFor(async () => expect((await app.inject("/tracker/triage.json")).json().total).toBe(4), PATIENCE);
    await context.close();
  });

  test("what was typed is taken; what the format does not allow is said beside the issue, and kept", async () => {
    const context = await sitDown(member);
    const page = await context.newPage();
    await page.goto(`${url}/tracker/triage`);
    await page.getByLabel("Something else about CVE-2026-0103").click();
    await page.locator("#CVE-2026-0103-product").press("Enter");
    expect(await page.getByRole("alert").textContent()).toContain("Name the product or the package.");
    await page.locator("#CVE-2026-0103-product").fill("Globex Portal 3");
    await page.locator("#CVE-2026-0103-product").press("Enter");
    await vi.waitFor(() => expect(list()).toContain("\tNOT-FOR-US: Globex Portal 3\n"), PATIENCE);
    await context.close();
  });

  test("a record that somebody changed meanwhile is left as it is, and the person learns why", async () => {
    const context = await sitDown(member);
    const page = await context.newPage();
    await page.goto(`${url}/tracker/triage`);
    const theirs = list().replace("credentials)\n\tTODO: check", "credentials)\n\t- curl 8.18-1");
    writeFileSync(join(data, "CVE/list"), theirs);
    git("commit", "--quiet", "--all", "--message", "Fixed in 8.18-1");
    await page.getByRole("button", { name: "CVE-2026-0104: - curl <unfixed>" }).click();
    await acts.settled();
    await page.goto(`${url}/tracker/triage`);
    expect(await page.textContent(".note.late")).toContain("Somebody else changed CVE-2026-0104 since you looked");
    expect(list()).toBe(theirs);
    await context.close();
  });

  test("the access keys press the first issue's suggestions alone", async () => {
    const context = await sitDown(member);
    const page = await context.newPage();
    await page.goto(`${url}/tracker/triage`);
    const keys = await page
      .locator("[accesskey]")
      .evaluateAll((all) => all.map((one) => one.getAttribute("accesskey")));
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toContain("1");
    await context.close();
  });
});

describe("the look", () => {
  test.each([
    [360, "light"],
    [360, "dark"],
    [1440, "light"],
    [1440, "dark"],
  ] as const)("%i pixels, %s", async (width, colorScheme) => {
    const context = await sitDown(member, {
      viewport: { width, height: 800 },
      colorScheme,
      javaScriptEnabled: true,
      bypassCSP: true,
    });
    const page = await context.newPage();
    await page.goto(`${url}/tracker/triage`);
    if (SHOTS) await page.screenshot({ path: join(SHOTS, `triage-${width}-${colorScheme}.png`), fullPage: true });
    expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    const heights = await page
      .locator(".triage button:visible")
      .evaluateAll((all) => all.map((one) => one.clientHeight));
    for (const height of heights) expect(height).toBeGreaterThanOrEqual(40);
    await page.evaluate(axe);
    const { violations } = (await page.evaluate("axe.run()")) as { violations: { id: string }[] };
    expect(violations.map(({ id }) => id)).toEqual([]);
    await context.close();
  });
});
