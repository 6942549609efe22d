import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person } from "../../src/distribution/index.ts";
import { exampleCases } from "./web-cases.ts";
import { CASES } from "./web-cases-scenes.ts";
import { type ExampleDesk, startExampleDesk, tokenOf } from "./web-desk.ts";
import { exampleDisclosures } from "./web-disclosures.ts";
import { PIA } from "./web-example.ts";
import { ROLE_KEY_DESK } from "./web-role-key.ts";
import { sealedCases, statement } from "./web-sealed.ts";

/**
 * The pages about cases in a real browser. With SAMEDAY_SHOTS=DIRECTORY each page is photographed, for eyes: light, dark, and
 * as wide as a telephone.
 */

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const CHROMIUM = { executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] };
const SHOTS = process.env.SAMEDAY_SHOTS;
const SIDEWAYS = "document.documentElement.scrollWidth - innerWidth";
/** Tables that stand as cards: whoever reads them should not have to move them. */
const CUT = `[...document.querySelectorAll(".scroll:has(> table.cards)")]
  .filter((box) => box.scrollWidth > box.clientWidth + 1)
  .map((box) => box.textContent.slice(0, 80))`;

const PAGES: Readonly<Record<string, string>> = {
  home: "/cases",
  triage: "/cases/triage",
  agenda: "/cases/agenda",
  closed: "/cases/closed",
  lessons: "/cases/lessons",
  people: "/cases/people",
  asked: `/cases/${CASES.asked}`,
  triaged: `/cases/${CASES.triaged}`,
  fixing: `/cases/${CASES.fixing}`,
  scheduled: `/cases/${CASES.scheduled}`,
  quarantined: `/cases/${CASES.quarantined}`,
  message: `/cases/${CASES.fixing}/messages/t-12`,
  act: `/cases/${CASES.fixing}/do/schedule`,
  grave: `/cases/${CASES.fixing}/do/leak`,
  route: `/cases/${CASES.asked}/do/route`,
  reply: `/cases/${CASES.fixing}/reply?canned=thanks`,
  refused: `/cases/${CASES.unreadable}/reply`,
  sort: `/cases/${CASES.legal}/sort?as=legal`,
  advisory: `/cases/${CASES.scheduled}/advisory`,
  untold: `/cases/${CASES.fixing}/publication`,
  plan: `/cases/${CASES.scheduled}/publication`,
  told: `/cases/${CASES.published}/publication`,
  duty: `/cases/${CASES.fixing}/duties/early-warning`,
  write: `/cases/${CASES.published}/lesson`,
  lesson: `/cases/${CASES.lesson}/lesson`,
  log: `/cases/${CASES.fixing}/log`,
  key: "/cases/key",
  audits: "/audits",
  board: "/",
};

/** Where people hold the role key: a report that two of them opened and see differently, an answer, and a signature that is missing. */
const SEALED_PAGES: Readonly<Record<string, string>> = {
  "sealed-case": `/cases/${CASES.asked}`,
  "sealed-differ": `/cases/${CASES.triaged}`,
  "sealed-reply": `/cases/${CASES.triaged}/reply`,
  "sealed-plan": `/cases/${CASES.scheduled}/publication`,
};

let desk: ExampleDesk;
let sealedDesk: ExampleDesk;
let browser: Browser;
beforeAll(async () => {
  desk = await startExampleDesk({
    cases: await exampleCases(),
    disclosures: exampleDisclosures(),
    sealed: ROLE_KEY_DESK,
  });
  const bad = { layer: "pgp-mime", integrity: "ok", signature: "bad", signer: null, signerMatchesFrom: null } as const;
  const unopened = sealedCases(await exampleCases(), []);
  const differ = sealedCases(await exampleCases(), [statement({}), statement({ person: "leo", crypto: bad })]);
  const signing = { by: "people", holders: ["leo"], made: undefined } as const;
  sealedDesk = await startExampleDesk({
    cases: { ...differ, show: (by, id) => (id === CASES.asked ? unopened : differ).show(by, id) },
    disclosures: exampleDisclosures(undefined, { signing, canPublish: false, problems: [] }),
    sealed: ROLE_KEY_DESK,
  });
  browser = await chromium.launch(CHROMIUM);
});
afterAll(async () => {
  await browser.close();
  await desk.app.close();
  await sealedDesk.app.close();
});

async function open(options: Parameters<Browser["newContext"]>[0], person: Person = PIA): Promise<Page> {
  const context = await browser.newContext(options);
  await context.addCookies([
    { name: "sameday", value: tokenOf(person), url: desk.url },
    { name: "sameday-zone", value: "Europe/Berlin", url: desk.url },
  ]);
  return context.newPage();
}

interface Findings {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

test.each([
  ["light", 1280],
  ["dark", 390],
] as const)(
  "in %s, %i pixels wide, axe finds nothing to say, nothing is cut off, and none scrolls sideways",
  async (colorScheme, width) => {
    const page = await open({ bypassCSP: true, colorScheme, viewport: { width, height: 900 } });
    const pages = [
      ...Object.entries(PAGES).map(([name, path]) => [name, desk.url + path] as const),
      ...Object.entries(SEALED_PAGES).map(([name, path]) => [name, sealedDesk.url + path] as const),
    ];
    for (const [name, address] of pages) {
      await page.goto(address);
      if (SHOTS)
        await page.screenshot({
          path: join(SHOTS, `${name}-${colorScheme}-${width}.png`),
          fullPage: true,
          ...(width < 500 ? { clip: { x: 0, y: 0, width, height: 2000 } } : {}),
        });
      await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
      await page.evaluate(axe);
      const found = await page.evaluate(async () => {
        const { violations } = await (globalThis as unknown as { axe: { run(): Promise<Findings> } }).axe.run();
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" · ")}`);
      });
      expect(found, name).toEqual([]);
      expect(await page.evaluate(SIDEWAYS), name).toBeLessThanOrEqual(0);
      expect(await page.evaluate(CUT), name).toEqual([]);
    }
    await page.context().close();
  },
);

test("at 1280 pixels the navigation, the hour and the name stand in one line", async () => {
  const page = await open({ viewport: { width: 1280, height: 900 } });
  await page.goto(desk.url);
  const [navigation, who] = await Promise.all([".bar nav", ".who"].map((part) => page.locator(part).boundingBox()));
  expect(await page.locator(".bar nav a").count()).toBe(10);
  expect(navigation?.height).toBeLessThan(40);
  expect(who?.y).toBeLessThan((navigation?.y ?? 0) + (navigation?.height ?? 0));
  await page.context().close();
});

test("without script a point person finds a report, takes it, settles it and answers", async () => {
  const page = await open({ javaScriptEnabled: false });
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("request", (request) => {
    if (!request.url().startsWith(desk.url)) complaints.push(request.url());
  });
  await page.goto(desk.url);
  await page.getByRole("link", { name: /cases wait for you/ }).click();
  await page.getByRole("link", { name: CASES.asked }).click();
  expect(await page.title()).toBe(`■ ${CASES.asked} · Sameday`);
  await page.getByRole("button", { name: /network: mine, I take it/i }).click();
  expect(await page.getByRole("status").innerText()).toContain("It is yours now");
  await page.getByLabel("Severity").selectOption("high");
  await page.getByLabel("Priority").selectOption("urgent");
  await page.getByLabel("Resolved by").fill("2026-12-01T14:00");
  await page.getByLabel("Affected versions").fill("unknown");
  await page.getByRole("button", { name: "Settle it, as pia" }).click();
  await page.getByRole("button", { name: "Begin the triage, as pia" }).click();
  await page.getByRole("button", { name: "Begin the fix, as pia" }).click();
  expect(await page.locator("main").innerText()).toContain("Tue 1 Dec 13:00 UTC (14:00 Europe/Berlin)");
  await page.getByRole("link", { name: /^Answer alice/ }).click();
  await page.getByLabel("The answer").fill("Thank you, we see it too.");
  await page.getByRole("button", { name: "Send it encrypted, as pia" }).click();
  expect(await page.getByRole("status").innerText()).toBe("Your answer leaves now, encrypted.");
  await page.getByRole("textbox", { name: "A note" }).fill("Mended in the cell queue.");
  await page.getByRole("button", { name: "Note it, as pia" }).click();
  expect(await page.locator("main").innerText()).toContain("pia noted");
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("on paper the agenda has neither navigation nor titles", async () => {
  const page = await open({ javaScriptEnabled: false });
  await page.emulateMedia({ media: "print" });
  await page.goto(`${desk.url}/cases/agenda`);
  expect(await page.locator("nav").first().isVisible()).toBe(false);
  expect(await page.locator("main").innerText()).not.toMatch(/parser|cell|consensus/i);
  if (SHOTS) await page.pdf({ path: join(SHOTS, "agenda.pdf") });
  await page.context().close();
});
