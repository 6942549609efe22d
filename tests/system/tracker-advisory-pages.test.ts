import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { sql } from "kysely";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readAudit } from "../../src/store/index.ts";
import { type EditDesk, startEditDesk } from "./tracker-edit-desk.ts";
import { tokenOf } from "./web-desk.ts";
import { ADA, KIT, LEO, MO } from "./web-example.ts";

/** An advisory's entry, written on a page: with real git, a real audit log and a real browser. */

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const CHROMIUM = { executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] };
const SHOTS = process.env.SAMEDAY_SCREENSHOTS;
const LIST = [
  "CVE-2026-4000 [ours]",
  "\t- wget <unfixed>",
  "CVE-2026-3000",
  "\tNOT-FOR-US: A phone",
  "CVE-2026-2000",
  "\t[bookworm] - curl <postponed> (Minor)",
  "",
].join("\n");

let desk: EditDesk;
let own: EditDesk["own"];
let store: EditDesk["store"];
let following: EditDesk["following"];
let url: string;
let get: EditDesk["get"];
let post: EditDesk["post"];

beforeAll(async () => {
  desk = await startEditDesk(LIST);
  ({ own, store, following, url, get, post } = desk);
}, 600_000);

afterAll(() => desk?.stop());

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

test.each([
  [LEO, true],
  [MO, true],
  [KIT, false],
  [ADA, false],
  [null, false],
])("who may: %j", async (person, may) => {
  const form = await get("/tracker/add-advisory?package=curl", person);
  expect(form.statusCode).toBe(may ? 200 : person ? 403 : 401);
  for (const path of ["/tracker/CVE-2026-2000", "/tracker/source-package/curl"]) {
    expect((await get(path, person)).body.includes("Write an advisory")).toBe(may);
  }
  if (may) return;
  const written = await post("/tracker/add-advisory", ENTRY, person);
  expect([401, 403]).toContain(written.statusCode);
  expect(await own.git("log", "--format=%s")).toBe("The lists");
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
    expect(list).toMatch(/CVE-2026-2000\n\t\{ACME-100-1\}\n$/);
    expect(list).toContain("CVE-2026-1000\n\t{ACME-100-1}\nCVE-2026-4000");
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
    const answer = await post("/tracker/add-advisory", sent);
    expect(answer.statusCode).toBe(status);
    const [, alert = ""] = /role="alert">([^<]*)/.exec(answer.body) ?? [];
    expect(alert).toMatch(new RegExp(says));
    expect(answer.body).toContain(`>${sent.issues}</textarea>`);
    for (const [name, typed] of Object.entries(sent)) {
      if (["name", "package", "fix-bookworm"].includes(name) && typed !== "")
        expect(answer.body).toContain(`value="${typed}"`);
    }
    expect(await own.git("rev-parse", "HEAD")).toBe(head);
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

  test("the form holds at every width, in light and dark, for axe", async () => {
    for (const width of [360, 1440]) {
      for (const colours of ["light", "dark"] as const) {
        const path = "/tracker/add-advisory?package=curl&issues=CVE-2026-1000";
        const { page, context } = await open(path, width, colours, true);
        expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
        await page.evaluate(axe);
        const { violations } = (await page.evaluate("axe.run()")) as { violations: { id: string }[] };
        expect(violations.map(({ id }) => id)).toEqual([]);
        if (SHOTS) await page.screenshot({ path: `${SHOTS}/advisory-${width}-${colours}.png`, fullPage: true });
        await context.close();
      }
    }
  }, 600_000);

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
});
