import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createTrackerEdits } from "../../src/desk/faces/tracker-edits.ts";
import { landWished } from "../../src/desk/tracker-edits/land.ts";
import type { Person } from "../../src/distribution/index.ts";
import { type Cluster, openStore, readAudit, type Store, startCluster } from "../../src/store/index.ts";
import { systemClock } from "../../src/system/index.ts";
import { createSourceTable, type Following, follow } from "../../src/tracker/index.ts";
import { clusterOptions, runner, scratch } from "./store-support.ts";
import { type DataRepository, dataRepository, LAND_LIST } from "./tracker-land-kit.ts";
import { serveFollowing, type TrackerOverSocket } from "./tracker-service.ts";
import { createExampleApp, tokenOf } from "./web-desk.ts";
import { ADA, KIT, LEO, MO } from "./web-example.ts";

/** Edits of tracker data on the pages, with real git, a real audit log and a real browser. */

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const CHROMIUM = { executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] };
const SHOTS = process.env.SAMEDAY_SCREENSHOTS;

let root: string;
let below: DataRepository;
let own: DataRepository;
let database: { directory: string; remove(): Promise<void> };
let cluster: Cluster;
let store: Store;
let following: Following;
let service: TrackerOverSocket;
let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "sameday-edit-pages-"));
  below = await dataRepository(join(root, "below"));
  own = await dataRepository(join(root, "own"), {
    "config.json": '{"distributions": {"zoo": {"base": "bookworm"}}}',
    "CVE/2026.list": "CVE-2026-4000 [ours]\n\t- wget <unfixed>\n",
    "dsa-needed.txt": "Who does what.\n--\nwget (Somebody Else)\n--\n",
  });
  database = await scratch();
  cluster = await startCluster(clusterOptions(join(database.directory, "data")));
  store = await openStore({ connection: cluster.connection });
  const table = createSourceTable();
  for (const release of ["bookworm", "trixie", "sid"]) table.add("curl", release, "main", "main", "7-1");
  const layers = [
    { name: "debian", directory: below.data, ours: false },
    { name: "acme", directory: own.data, ours: true },
  ];
  following = follow({
    layers,
    dates: [],
    clock: systemClock,
    archive: async () => table.versions,
    changed: () => undefined,
    say: () => undefined,
  });
  service = await serveFollowing(following, () => new Set(["bookworm", "trixie", "sid"]));
  const releases = ["bookworm", "trixie", "sid"].map((codename) => ({ codename })) as never;
  const land = (wish: unknown) => landWished(JSON.stringify(wish), { runner, clock: systemClock });
  const advisory = { prefix: "ACME", first: 100 };
  const definition = { layers, releases, advisory };
  const trackerEdits = createTrackerEdits({ definition, land, clock: systemClock, store });
  if (trackerEdits === undefined) throw new Error("No layer is ours.");
  app = createExampleApp([], { tracker: service.reads, trackerEdits });
  await following.look();
  url = await app.listen({ host: "127.0.0.1", port: 0 });
}, 600_000);

afterAll(async () => {
  await app?.close();
  await service?.stop();
  await following?.stop();
  await store?.close();
  await cluster?.stop();
  await database?.remove();
  await rm(root, { recursive: true, force: true });
});

const cookieOf = (person: Person | null) => (person ? { cookie: `sameday=${tokenOf(person)}` } : {});
const get = (path: string, person: Person | null = LEO) => app.inject({ url: path, headers: cookieOf(person) });

async function post(path: string, fields: Readonly<Record<string, string>>, person: Person | null = LEO) {
  const csrf = person ? `form-of-${tokenOf(person)}` : "";
  return app.inject({
    method: "POST",
    url: path,
    headers: {
      ...cookieOf(person),
      "content-type": "application/x-www-form-urlencoded",
      "sec-fetch-site": "same-origin",
    },
    payload: String(new URLSearchParams({ csrf, ...fields })),
  });
}

/** The hidden fields that the forms of an issue carry. */
async function shown(issue: string, person: Person = LEO): Promise<{ seen: string; shown: string }> {
  const { body } = await get(`/tracker/${issue}/edit`, person);
  const [, seen = ""] = /name="seen" value="([0-9a-f]{64})"/.exec(body) ?? [];
  const [, text = ""] = /name="shown" value="([^"]*)"/.exec(body) ?? [];
  return { seen, shown: text.replaceAll("&lt;", "<").replaceAll("&amp;", "&") };
}

/** What the form of an advisory's entry sends. */
const ENTRY = {
  name: "ACME-100-1",
  package: "curl",
  title: "security update",
  issues: "CVE-2026-2000, cve-2026-1000",
  "fix-bookworm": "7-1+deb12u1",
  "fix-trixie": "",
  "fix-sid": "",
};

const ownList = () => readFile(join(own.data, "CVE/2026.list"), "latin1");

describe("who may edit", () => {
  test.each([
    [LEO, true],
    [MO, true],
    [KIT, false],
    [ADA, false],
    [null, false],
  ])("%j", async (person, may) => {
    const issue = await get("/tracker/CVE-2026-2000", person);
    const source = await get("/tracker/source-package/curl", person);
    const form = await get("/tracker/CVE-2026-2000/edit", person);
    expect([issue.statusCode, source.statusCode]).toEqual([200, 200]);
    expect([issue.body.includes('<h2 id="edit">'), source.body.includes("I prepare it")]).toEqual([may, may]);
    expect(form.statusCode).toBe(may ? 200 : person ? 403 : 401);
    const entry = await get("/tracker/add-advisory?package=curl", person);
    expect(entry.statusCode).toBe(may ? 200 : person ? 403 : 401);
    for (const page of [issue, source]) expect(page.body.includes("Write an advisory")).toBe(may);
    if (may) return;
    const { seen } = await shown("CVE-2026-2000");
    const refused = await post("/tracker/CVE-2026-2000/edit", { act: "add-note", seen, text: "x" }, person);
    expect([401, 403]).toContain(refused.statusCode);
    const taken = await post("/tracker/source-package/curl/needed", { act: "take", queue: "dsa" }, person);
    expect([401, 403]).toContain(taken.statusCode);
    const written = await post("/tracker/add-advisory", { ...ENTRY, name: "ACME-1-1" }, person);
    expect([401, 403]).toContain(written.statusCode);
    expect(await own.git("log", "--format=%s")).toBe("The lists");
  });

  test("a form of another session or another site is refused", async () => {
    const fields = { act: "add-note", text: "x", ...(await shown("CVE-2026-2000")) };
    expect((await post("/tracker/CVE-2026-2000/edit", { ...fields, csrf: "other" })).statusCode).toBe(403);
    const headers = {
      ...cookieOf(LEO),
      "content-type": "application/x-www-form-urlencoded",
      "sec-fetch-site": "cross-site",
    };
    const payload = String(new URLSearchParams({ csrf: `form-of-${tokenOf(LEO)}`, ...fields }));
    const foreign = await app.inject({ method: "POST", url: "/tracker/CVE-2026-2000/edit", headers, payload });
    expect(foreign.statusCode).toBe(403);
  });
});

describe("what they do", () => {
  test("an issue that only Debian's layer knows gets a record in ours, under the person's name, and the page follows", async () => {
    const fields = {
      act: "say",
      package: "curl",
      release: "bookworm",
      state: "postponed",
      reason: "Minor \u2013 wait",
    };
    const done = await post("/tracker/CVE-2026-2000/edit", { ...fields, ...(await shown("CVE-2026-2000", MO)) }, MO);
    expect([done.statusCode, done.headers.location]).toEqual([303, "/tracker/CVE-2026-2000?done=said"]);
    expect(await ownList()).toMatch(
      /^CVE-2026-2000\n\t\[bookworm\] - curl <postponed> \(Minor - wait\)\nCVE-2026-4000/,
    );
    expect(await readFile(join(below.data, "CVE/list"), "latin1")).toBe(LAND_LIST);
    expect(await own.git("log", "-1", "--format=%an <%ae>%n%s")).toBe(
      `${MO.name} <${MO.email}>\nCVE-2026-2000: curl in bookworm: postponed`,
    );
    const [entry] = await readAudit(store.db, { limit: 1, object: "CVE-2026-2000" });
    expect(entry).toMatchObject({
      actor: "mo",
      action: "edit-tracker",
      details: { commit: await own.git("rev-parse", "HEAD") },
    });
    await vi.waitFor(async () => {
      await following.look();
      expect((await get("/tracker/CVE-2026-2000?done=said")).body).toContain("Minor - wait");
    }, 60_000);
    expect((await get("/tracker/CVE-2026-2000?done=said")).body).toContain("one commit in our layer");
  });

  test.each([
    [{ act: "add-note", text: "https://example.org/fix" }, "\tNOTE: https://example.org/fix\n"],
    [{ act: "link-bug", package: "curl", bug: "#123" }, "\t- curl <unfixed> (bug #77; bug #123)\n"],
    [
      { act: "say", package: "curl", state: "fixed", version: "9-1", urgency: "low" },
      "- curl 9-1 (bug #77; bug #123; low)\n",
    ],
    [{ act: "take-out", package: "curl" }, "CVE-2026-1000\n\tNOTE: https://example.org/fix\n"],
  ])("%j", async (fields, stands) => {
    const done = await post("/tracker/CVE-2026-1000/edit", { ...fields, ...(await shown("CVE-2026-1000")) });
    expect([done.statusCode, done.body]).toEqual([303, ""]);
    expect(await ownList()).toContain(stands);
  });

  test("not for us, and back", async () => {
    const issue = "CVE-2026-3000";
    const act = async (fields: Readonly<Record<string, string>>) =>
      (await post(`/tracker/${issue}/edit`, { ...fields, ...(await shown(issue)) })).statusCode;
    expect(await act({ act: "not-for-us", product: "A phone" })).toBe(303);
    expect(await ownList()).toContain(`${issue}\n\tNOT-FOR-US: A phone\n`);
    expect((await get(`/tracker/${issue}/edit`)).body).toContain("It has to be checked again");
    expect(await act({ act: "for-us" })).toBe(303);
    expect(await ownList()).toContain(`${issue}\n\tTODO: check\n`);
  });

  test("take, and drop", async () => {
    const needed = () => readFile(join(own.data, "dsa-needed.txt"), "latin1");
    const act = (word: string, source: string, release = "") =>
      post(`/tracker/source-package/${source}/needed`, { act: word, queue: "dsa", release });
    expect((await act("take", "curl", "bookworm")).headers.location).toBe("/tracker/source-package/curl?done=taken");
    expect(await needed()).toMatch(
      /--\ncurl\/bookworm \(Leo Ferrari\)\n {2}NOTE: \d{8}: taken \(Leo Ferrari\)\n--\nwget/,
    );
    expect((await get("/tracker/source-package/curl?done=taken")).body).toContain("Leo Ferrari");
    expect((await act("drop", "curl", "bookworm")).statusCode).toBe(303);
    expect(await needed()).toContain("--\ncurl/bookworm\n");
    expect((await act("take-out", "curl", "bookworm")).statusCode).toBe(303);
    expect(await needed()).toBe("Who does what.\n--\nwget (Somebody Else)\n--\n");
    const refused = await act("take", "wget");
    expect(refused.statusCode).toBe(409);
    expect(refused.body).toContain("Somebody Else has taken wget");
    const [entry] = await readAudit(store.db, { limit: 1, object: "curl" });
    expect(entry).toMatchObject({ actor: "leo", action: "edit-tracker" });
  });
});

describe("an advisory's entry", () => {
  test("is one commit under the person's name, with its issues, in the audit log, and on the pages", async () => {
    expect((await get("/tracker/source-package/curl")).body).toContain('value="ACME-100-1"');
    const before = await own.git("rev-parse", "HEAD");
    const done = await post("/tracker/add-advisory", ENTRY, MO);
    expect([done.statusCode, done.headers.location]).toEqual([303, "/tracker/source-package/curl?done=advisory"]);
    expect(await readFile(join(own.data, "ACME/list"), "latin1")).toMatch(
      /^\[\d\d \w{3} \d{4}\] ACME-100-1 curl - security update\n\t\{CVE-2026-2000 CVE-2026-1000\}\n\t\[bookworm\] - curl 7-1\+deb12u1\n$/,
    );
    const list = await ownList();
    // The postponed line went; what a layer below judges has not to be checked again.
    expect(list).toContain("CVE-2026-2000\n\t{ACME-100-1}\nCVE-2026-4000");
    expect(list).toMatch(/CVE-2026-1000\n\t\{ACME-100-1\}\n\tNOTE/);
    expect(await own.git("rev-parse", "HEAD^")).toBe(before);
    expect(await own.git("log", "-1", "--format=%an <%ae>%n%s")).toBe(`${MO.name} <${MO.email}>\nACME-100-1 for curl`);
    const [entry] = await readAudit(store.db, { limit: 1, object: "curl" });
    expect(entry).toMatchObject({
      actor: "mo",
      action: "edit-tracker",
      details: { says: "ACME-100-1 for curl", commit: await own.git("rev-parse", "HEAD") },
    });
    expect((await get("/tracker/source-package/curl?done=advisory")).body).toContain("entry is written");
    await vi.waitFor(async () => {
      await following.look();
      expect((await get("/tracker/ACME-100-1")).body).toContain("curl - security update");
    }, 60_000);
    expect((await get("/tracker/source-package/curl")).body).toContain('value="ACME-101-1"');
  });

  test.each([
    [{}, 409, "ACME-100-1 stands in ACME/list already"],
    [{ name: "CVE-2026-1" }, 400, "would stand among the issues"],
    [{ name: "CVE-2026-1-1" }, 400, "would stand among the issues"],
    [{ name: "../x-1-1" }, 400, "is not of the form"],
    [{ name: "ACME-101-1", package: "Curl;" }, 400, "is not the name of a source package"],
    [{ name: "ACME-101-1", issues: "CVE-2026-1000 DSA-1" }, 400, "DSA-1 is not the name of a CVE"],
    [{ name: "ACME-101-1", issues: "CVE-2026-9999" }, 400, "No list names CVE-2026-9999"],
    [{ name: "ACME-101-1", "fix-bookworm": "" }, 400, "Name the version with the fix in one release"],
    [{ name: "ACME-101-1", "fix-bookworm": "1:2:x y" }, 400, "dpkg refuses the version"],
    [{ name: "ACME-101-1", "fix-bokworm": "2" }, 400, "tracker-unknown-release"],
    [{ name: "ACME-101-1", title: "two\nlines" }, 400, "title"],
    [{ name: "ACME-101-1", issues: "CVE-2026-3000" }, 400, "not for us"],
  ])("%j is refused with the reason, and everything typed stands in the form", async (fields, status, says) => {
    const head = await own.git("rev-parse", "HEAD");
    const sent = { ...ENTRY, issues: "CVE-2026-1000", ...fields };
    if (sent.issues === "CVE-2026-3000") {
      const act = { act: "not-for-us", product: "A phone", ...(await shown("CVE-2026-3000")) };
      expect((await post("/tracker/CVE-2026-3000/edit", act)).statusCode).toBe(303);
    }
    const now = await own.git("rev-parse", "HEAD");
    expect(now === head).toBe(sent.issues !== "CVE-2026-3000");
    const answer = await post("/tracker/add-advisory", sent);
    expect(answer.statusCode).toBe(status);
    const [, alert = ""] = /role="alert">([^<]*)/.exec(answer.body) ?? [];
    expect(alert).toMatch(new RegExp(says));
    expect(answer.body).toContain(`>${sent.issues}</textarea>`);
    for (const [name, typed] of Object.entries(sent)) {
      if (["name", "package", "fix-bookworm"].includes(name) && typed !== "")
        expect(answer.body).toContain(`value="${typed}"`);
    }
    expect(await own.git("rev-parse", "HEAD")).toBe(now);
    const form = await get("/tracker/CVE-2026-3000/edit");
    if (form.body.includes("It has to be checked again")) {
      await post("/tracker/CVE-2026-3000/edit", { act: "for-us", ...(await shown("CVE-2026-3000")) });
    }
  });

  test("what an update of the desk holds counts as taken before it stands in the list", async () => {
    await sql`ALTER TABLE advisory DROP CONSTRAINT advisory_update_id_fkey`.execute(store.db);
    const held = { id: "ACME-9000-1", update_id: "U-1", number: 9000, revision: 1 };
    await store.db
      .insertInto("advisory")
      .values({ ...held, signed_text: "", commit_id: "", at: new Date() })
      .execute();
    expect((await get("/tracker/add-advisory")).body).toContain('value="ACME-9001-1"');
    const refused = await post("/tracker/add-advisory", { ...ENTRY, name: "ACME-9000-1" });
    expect([refused.statusCode, refused.body]).toEqual([
      409,
      expect.stringContaining("ACME-9000-1 is the advisory of an update of this desk"),
    ]);
  });

  test("an issue that nobody knows is written when the person says so", async () => {
    const sent = { ...ENTRY, name: "ACME-101-1", issues: "CVE-2026-9999", unknown: "yes" };
    expect((await post("/tracker/add-advisory", sent)).statusCode).toBe(303);
    expect(await ownList()).toContain("CVE-2026-9999\n\t{ACME-101-1}\n\tTODO: check\n");
  });

  test("markup that was typed stays text", async () => {
    const text = "<script>alert(1)</script>";
    const fields = Object.fromEntries(Object.keys(ENTRY).map((name) => [name, text]));
    const answer = await post("/tracker/add-advisory", fields);
    expect([answer.statusCode, answer.body.includes("<script>")]).toEqual([400, false]);
  });
});

describe("what is refused", () => {
  test.each([
    [{ act: "say", package: "curl", state: "no-dsa", release: "sid", version: "", reason: "" }, 400, "Say why"],
    [{ act: "say", package: "curl", state: "fixed", version: "not a version" }, 400, "not a version"],
    [{ act: "say", package: "CURL;", state: "unfixed" }, 400, "CURL;"],
    [{ act: "say", package: "curl", release: "bokworm", state: "unfixed" }, 400, "[tracker-unknown-release]"],
    [{ act: "link-bug", package: "curl", bug: "x1" }, 400, "bug&#39;s number|bug's number"],
    [{ act: "add-note", text: "\u6f22" }, 400, "\u6f22"],
    [{ act: "take-out", package: "nothing" }, 404, "says nothing about nothing"],
  ])("%j: the problem stands beside the form, and what was typed is kept", async (fields, status, says) => {
    const head = await own.git("rev-parse", "HEAD");
    const answer = await post("/tracker/CVE-2026-4000/edit", { ...fields, ...(await shown("CVE-2026-4000")) });
    expect(answer.statusCode).toBe(status);
    expect(answer.body).toMatch(new RegExp(says.replaceAll("[", "\\[")));
    expect(answer.body).toContain('role="alert"');
    for (const [name, typed] of Object.entries(fields)) {
      if (!["act", "state", "release"].includes(name) && typed !== "")
        expect(answer.body).toContain(`value="${typed}"`);
    }
    expect(await own.git("rev-parse", "HEAD")).toBe(head);
  });

  test("a record that changed meanwhile: both texts, what was typed, and a form that can be sent again", async () => {
    const mine = await shown("CVE-2026-4000");
    const his = await post("/tracker/CVE-2026-4000/edit", { act: "add-note", text: "first", ...mine }, MO);
    expect(his.statusCode).toBe(303);
    const answer = await post("/tracker/CVE-2026-4000/edit", { act: "add-note", text: "second", ...mine });
    expect(answer.statusCode).toBe(409);
    expect(answer.body).toContain("Somebody else changed CVE-2026-4000 since you looked (Mohammed Aziz");
    const [, asSeen = "", asNow = ""] = answer.body.split(/As you saw it|As it is now/);
    expect(asSeen).not.toContain("NOTE: first");
    expect(asNow).toContain("NOTE: first");
    expect(answer.body).toContain('value="second"');
    expect(await ownList()).not.toContain("second");
    const again = await post("/tracker/CVE-2026-4000/edit", {
      act: "add-note",
      text: "second",
      ...(await shown("CVE-2026-4000")),
    });
    expect(again.statusCode).toBe(303);
  });

  test("an issue that nobody knows", async () => {
    const answer = await post("/tracker/CVE-2026-7777/edit", {
      act: "add-note",
      text: "x",
      ...(await shown("CVE-2026-7777")),
    });
    expect([answer.statusCode, answer.body.includes("No list has a record")]).toEqual([404, true]);
  });

  test("markup in a record or a form stays text", async () => {
    const text = "<script>alert(1)</script>";
    const done = await post("/tracker/CVE-2026-4000/edit", {
      act: "add-note",
      text,
      ...(await shown("CVE-2026-4000")),
    });
    expect(done.statusCode).toBe(303);
    expect((await get("/tracker/CVE-2026-4000/edit")).body).not.toContain(text);
  });
});

describe("in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch(CHROMIUM);
  }, 120_000);
  afterAll(() => browser?.close());

  const open = async (path: string, width: number, colorScheme: "light" | "dark", script: boolean) => {
    const options = { viewport: { width, height: 900 }, colorScheme, bypassCSP: true, javaScriptEnabled: script };
    const context = await browser.newContext(options);
    await context.addCookies([{ name: "sameday", value: tokenOf(LEO), url }]);
    const page = await context.newPage();
    await page.goto(url + path);
    return { page, context };
  };

  test.each([
    ["/tracker/CVE-2026-1000", "issue"],
    ["/tracker/CVE-2026-1000/edit?package=curl", "edit"],
    ["/tracker/source-package/curl", "package"],
    ["/tracker/add-advisory?package=curl&issues=CVE-2026-1000", "advisory"],
  ])(
    "%s holds at every width, in light and dark, for axe",
    async (path, name) => {
      for (const width of [360, 1440]) {
        for (const colours of ["light", "dark"] as const) {
          const { page, context } = await open(path, width, colours, true);
          expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
          await page.evaluate(axe);
          const { violations } = (await page.evaluate("axe.run()")) as {
            violations: { id: string; nodes: unknown[] }[];
          };
          expect(violations.map(({ id }) => id)).toEqual([]);
          if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}-${width}-${colours}.png`, fullPage: true });
          await context.close();
        }
      }
    },
    600_000,
  );

  test("without script: an advisory's entry from the page of an issue, refused, mended, written", async () => {
    const { page, context } = await open("/tracker/CVE-2026-4000", 360, "dark", false);
    await page.getByText("Write an advisory's entry").click();
    await page.getByLabel("Name", { exact: true }).fill("ACME-200-1");
    expect(await page.getByLabel("CVEs that it fixes").inputValue()).toBe("CVE-2026-4000");
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/advisory-open-360.png`, fullPage: true });
    await page.getByRole("button", { name: "Write the entry" }).click();
    expect(await page.getByRole("alert").textContent()).toContain("Name the version with the fix");
    expect(await page.locator("h1").textContent()).toBe("An advisory's entry for wget");
    await page.getByLabel("bookworm").fill("1.21-1+deb12u1");
    await page.getByRole("button", { name: "Write the entry" }).click();
    expect(page.url()).toContain("/tracker/source-package/wget?done=advisory");
    expect(await readFile(join(own.data, "ACME/list"), "latin1")).toContain("ACME-200-1 wget - security update");
    await context.close();
  }, 600_000);

  test.each([
    ["/tracker/CVE-2026-1000", ["Edit CVE-2026-1000"]],
    ["/tracker/CVE-2026-1000/edit", ["Edit CVE-2026-1000"]],
    ["/tracker/source-package/curl", []],
  ])(
    "%s says once what is edited, and no level of headings is left out",
    async (path, expected) => {
      const { page, context } = await open(path, 1440, "light", false);
      const headings = await page
        .locator("h1, h2, h3, h4")
        .evaluateAll((all) => all.map((one) => ({ level: Number(one.tagName[1]), text: one.textContent ?? "" })));
      expect(headings.map(({ text }) => text).filter((text) => text.startsWith("Edit"))).toEqual(expected);
      for (const [at, { level }] of headings.entries()) {
        expect(level - (headings[at - 1]?.level ?? 0)).toBeLessThanOrEqual(1);
      }
      await context.close();
    },
    600_000,
  );

  test("without script: a refusal, mended in the form that came back, lands; a conflict holds for axe", async () => {
    const { page, context } = await open("/tracker/CVE-2026-4000", 360, "light", false);
    await page.getByLabel("Source package", { exact: true }).fill("wget");
    await page.getByLabel("What holds there").selectOption("not-affected");
    await page.getByRole("button", { name: "Say so" }).click();
    await expect(page.getByRole("alert").textContent()).resolves.toContain("Say why");
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/refused-360.png`, fullPage: true });
    await page.getByLabel("Because").fill("Vulnerable code not present");
    await page.getByRole("button", { name: "Say so" }).click();
    expect(page.url()).toContain("/tracker/CVE-2026-4000?done=said");
    expect(await ownList()).toContain("- wget <not-affected> (Vulnerable code not present)");
    await context.close();
    const late = await open("/tracker/CVE-2026-4000/edit", 360, "light", true);
    await late.page.getByLabel("Note", { exact: true }).fill("mine");
    await post(
      "/tracker/CVE-2026-4000/edit",
      { act: "add-note", text: "theirs", ...(await shown("CVE-2026-4000")) },
      MO,
    );
    await late.page.getByRole("button", { name: "Add the note" }).click();
    await expect(late.page.getByRole("alert").first().textContent()).resolves.toContain("Somebody else changed");
    await late.page.evaluate(axe);
    const { violations } = (await late.page.evaluate("axe.run()")) as { violations: { id: string }[] };
    expect(violations.map(({ id }) => id)).toEqual([]);
    if (SHOTS) await late.page.screenshot({ path: `${SHOTS}/conflict-360.png`, fullPage: true });
    await late.context.close();
  }, 600_000);
});
