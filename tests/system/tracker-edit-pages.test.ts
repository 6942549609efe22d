import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Person } from "../../src/distribution/index.ts";
import { readAudit } from "../../src/store/index.ts";
import { type EditDesk, startEditDesk } from "./tracker-edit-desk.ts";
import { LAND_LIST } from "./tracker-land-kit.ts";
import { tokenOf } from "./web-desk.ts";
import { ADA, KIT, LEO, MO } from "./web-example.ts";

/** Edits of tracker data on the pages, with real git, a real audit log and a real browser. */

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const CHROMIUM = { executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] };
const SHOTS = process.env.SAMEDAY_SCREENSHOTS;

let desk: EditDesk;
let own: EditDesk["own"];
let below: EditDesk["below"];
let store: EditDesk["store"];
let following: EditDesk["following"];
let app: EditDesk["app"];
let url: string;
let get: EditDesk["get"];
let post: EditDesk["post"];

beforeAll(async () => {
  desk = await startEditDesk("CVE-2026-4000 [ours]\n\t- wget <unfixed>\n");
  ({ own, below, store, following, app, url, get, post } = desk);
}, 600_000);

afterAll(() => desk?.stop());

/** The hidden fields that the forms of an issue carry. */
async function shown(issue: string, person: Person = LEO): Promise<{ seen: string; shown: string }> {
  const { body } = await get(`/tracker/${issue}/edit`, person);
  const [, seen = ""] = /name="seen" value="([0-9a-f]{64})"/.exec(body) ?? [];
  const [, text = ""] = /name="shown" value="([^"]*)"/.exec(body) ?? [];
  return { seen, shown: text.replaceAll("&lt;", "<").replaceAll("&amp;", "&") };
}

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
    if (may) return;
    const { seen } = await shown("CVE-2026-2000");
    const refused = await post("/tracker/CVE-2026-2000/edit", { act: "add-note", seen, text: "x" }, person);
    expect([401, 403]).toContain(refused.statusCode);
    const taken = await post("/tracker/source-package/curl/needed", { act: "take", queue: "dsa" }, person);
    expect([401, 403]).toContain(taken.statusCode);
    expect(await own.git("log", "--format=%s")).toBe("The lists");
  });

  test("a form of another session or another site is refused", async () => {
    const fields = { act: "add-note", text: "x", ...(await shown("CVE-2026-2000")) };
    expect((await post("/tracker/CVE-2026-2000/edit", { ...fields, csrf: "other" })).statusCode).toBe(403);
    const headers = {
      cookie: `sameday=${tokenOf(LEO)}`,
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
