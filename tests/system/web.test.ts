import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Person } from "../../src/distribution/index.ts";
import { createExampleApp, type ExampleDesk, startExampleDesk, tokenOf } from "./web-desk.ts";
import { LEO } from "./web-example.ts";
import { PAGES, readsOfEveryPage } from "./web-page-list.ts";

/** The pages in a real browser: without script for all that people do, with script only so that axe can look. */

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const CHROMIUM = {
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
  ],
};

/** Tables that stand as cards, and commands: whoever reads them should not have to move them. */
const CUT = `[...document.querySelectorAll(".scroll:has(> table.cards), .field > pre")]
  .filter((box) => box.scrollWidth > box.clientWidth + 1)
  .map((box) => box.textContent.slice(0, 80))`;
/** Links whose margin alone has gone to the next line. */
const EMPTY_LINES = `[...document.querySelectorAll(".links")]
  .filter((links) => (links.getClientRects().length > 1 ? [...links.getClientRects()].at(-1).width < 12 : false))
  .map((links) => links.parentElement.textContent.slice(0, 60))`;
const SIDEWAYS = "document.documentElement.scrollWidth - innerWidth";

let desk: ExampleDesk;
let browser: Browser;

beforeAll(async () => {
  desk = await startExampleDesk({ reads: readsOfEveryPage() });
  browser = await chromium.launch(CHROMIUM);
});
afterAll(async () => {
  await browser.close();
  await desk.app.close();
});

async function visit(
  path: string,
  person: Person | null,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({ javaScriptEnabled: false, ...options });
  if (person) await context.addCookies([{ name: "sameday", value: tokenOf(person), url: desk.url }]);
  const page = await context.newPage();
  await page.goto(desk.url + path);
  return { page, context };
}

test("every route that answers with a page is looked at below", async () => {
  const app = createExampleApp([]);
  const routes: string[] = [];
  app.addHook("onRoute", ({ method, url, schema }) => {
    const answer = (schema?.response as Record<string, { type?: string }> | undefined)?.["200"];
    if (answer?.type === "string" && [method].flat().some((one) => one === "GET" || one === "POST")) {
      routes.push(`${[method].flat().filter((one) => one !== "HEAD")} ${url}`);
    }
  });
  await app.ready();
  await app.close();
  expect(routes.length).toBeGreaterThan(20);
  const files = /^GET \/(style\/|robots\.txt|updates\/:id\/(evidence|report)$)/;
  const covered = (route: string): boolean => {
    const [method, url = ""] = route.split(" ");
    if (files.test(route)) return true;
    const pattern = new RegExp(`^${url.replace(/:[a-z]+/g, "[^/?]+")}(\\?.*)?$`);
    return PAGES.some((one) => (method === "GET" ? pattern.test(one.path) : one.answers === url));
  };
  expect(routes.filter((route) => !covered(route))).toEqual([]);
});

/** Opens every page as its reader, in one window for each reader. */
async function everyPage(
  options: Parameters<Browser["newContext"]>[0],
  look: (page: Page, what: string) => Promise<void>,
  inBrowser = browser,
  watch: (page: Page) => void = () => undefined,
): Promise<void> {
  for (const person of [LEO, null]) {
    const context = await inBrowser.newContext({ javaScriptEnabled: true, ...options });
    if (person) await context.addCookies([{ name: "sameday", value: tokenOf(person), url: desk.url }]);
    const page = await context.newPage();
    watch(page);
    for (const { path, act } of PAGES.filter((one) => one.person === person)) {
      await page.goto(desk.url + path);
      await act?.(page);
      await look(page, `${act ? "after the form of " : ""}${path} as ${person?.id ?? "a stranger"}`);
    }
    await context.close();
  }
}

describe.each([
  ["light", 1440],
  ["light", 360],
  ["dark", 1440],
  ["dark", 360],
] as const)("in %s, %i pixels wide", (colorScheme, width) => {
  test("axe finds nothing to say of any page, and none scrolls sideways", async () => {
    await everyPage({ bypassCSP: true, colorScheme, viewport: { width, height: 900 } }, async (page, what) => {
      for (const summary of await page.locator("summary").all()) await summary.click();
      await page.evaluate(axe);
      const violations = await page.evaluate(async () => {
        const { violations } = await (globalThis as unknown as { axe: { run(): Promise<Findings> } }).axe.run();
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" · ")}`);
      });
      expect(violations, what).toEqual([]);
      expect(await page.evaluate(SIDEWAYS), what).toBeLessThanOrEqual(0);
    });
  });
});

interface Findings {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

test("on a narrow screen no card is cut off, and no step is followed by an empty line, at any width", async () => {
  for (const width of [360, 1440]) {
    await everyPage({ bypassCSP: true, viewport: { width, height: 900 } }, async (page, what) => {
      for (const summary of await page.locator("summary").all()) await summary.click();
      expect(await page.evaluate(CUT), what).toEqual([]);
      expect(await page.evaluate(EMPTY_LINES), what).toEqual([]);
    });
  }
});

test("at 200 % zoom on a small screen nothing is lost sideways", async () => {
  // Zooming to 200 % halves the width that a page has: 720 pixels of a 1440 one, 360 of a 720 one.
  for (const width of [720, 360, 320]) {
    const { page, context } = await visit("/updates/U-41", LEO, {
      javaScriptEnabled: true,
      viewport: { width, height: 600 },
      deviceScaleFactor: 2,
    });
    expect(await page.evaluate(SIDEWAYS), String(width)).toBeLessThanOrEqual(0);
    await context.close();
  }
});

test("a reader whose browser shows all text twice as large reads every page without scrolling sideways", async () => {
  const large = await chromium.launch({ ...CHROMIUM, args: [...CHROMIUM.args, "--blink-settings=defaultFontSize=32"] });
  await everyPage(
    { viewport: { width: 800, height: 900 } },
    async (page, what) => {
      expect(await page.evaluate("getComputedStyle(document.body).fontSize")).toBe("32px");
      expect(await page.evaluate(SIDEWAYS), what).toBeLessThanOrEqual(0);
    },
    large,
  );
  await large.close();
});

test("a page and its style are light, come from us alone, and the browser has nothing to complain of", async () => {
  const complaints: string[] = [];
  const foreign: string[] = [];
  const watch = (page: Page) => {
    page.on("console", (message) => {
      // The status of an error page is no complaint of the page.
      if (!/Failed to load resource/.test(message.text())) complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on("request", (request) => {
      if (!request.url().startsWith(desk.url)) foreign.push(request.url());
    });
  };
  await everyPage(
    {},
    async (page, what) => {
      expect(Buffer.byteLength(await page.content()), what).toBeLessThan(50_000);
      expect(await page.locator("script, svg, img, canvas, iframe, object, embed, video").count(), what).toBe(0);
    },
    browser,
    watch,
  );
  expect(complaints).toEqual([]);
  expect(foreign).toEqual([]);
});

describe("without script", () => {
  test("somebody sees from the board what waits, reads it, and approves it", async () => {
    const { page, context } = await visit("/", LEO);
    expect(await page.locator("h1").innerText()).toBe("Two updates wait for you; the first is 4 h past its day.");
    await page
      .getByRole("region", { name: "Waits for you" })
      .getByRole("link", { name: /memcached/ })
      .click();
    expect(await page.locator("h1").innerText()).toContain("memcached");
    await page.getByRole("link", { name: "Approve as leo …" }).click();
    const text = await page.getByLabel("1. The text").inputValue();
    expect(text).toMatch(/^Sameday approval, version 4\n/);
    await page.getByLabel("3. The signed text").fill("not signed");
    await page.getByRole("button", { name: "Approve U-41 as the signer" }).click();
    expect(await page.getByRole("alert").innerText()).toContain("not clear-signed");
    await page.getByLabel("3. The signed text").fill(`-----BEGIN PGP SIGNED MESSAGE-----\n\n${text}`);
    await page.getByRole("button", { name: "Approve U-41 as the signer" }).click();
    expect(await page.getByRole("status").innerText()).toBe("Your approval was taken.");
    expect(desk.acts.at(-1)).toBe("approve U-41");
    await context.close();
  });

  test("a tester reports, a sender-back gives a reason, a token is given and revoked", async () => {
    const { page, context } = await visit("/updates/U-43", LEO);
    await page.getByLabel("What did you test?").fill("A serial line, two hours.\nFine.");
    await page.getByRole("button", { name: "Works for me" }).click();
    expect(desk.acts.at(-1)).toBe("leo works U-43: A serial line, two hours.\nFine.");
    await page.getByRole("link", { name: "Send back with a reason …" }).click();
    await page.getByLabel("Why?").fill("The header changes with the time of day.");
    await page.getByRole("button", { name: "Send U-43 back, as leo" }).click();
    expect(desk.acts.at(-1)).toBe("leo send-back U-43: The header changes with the time of day.");
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Testers" }).click();
    await page.getByLabel("For whom").fill("lab");
    await page.getByRole("button", { name: "Give a token, as leo" }).click();
    expect(await page.getByRole("status").innerText()).toContain("5pPzCq0mVhL2mF8sQXv1y0kJtWbN3aRd");
    await page.getByRole("button", { name: "Revoke the token of mo" }).click();
    expect(desk.acts.at(-1)).toBe("leo revoke 3");
    await context.close();
  });

  test("the keyboard alone gets past the navigation and into whatever scrolls", async () => {
    const { page, context } = await visit("/updates/U-41", LEO, { viewport: { width: 360, height: 700 } });
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").innerText()).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    expect(page.url()).toMatch(/#content$/);
    expect(await page.locator("section.scroll:not([tabindex='0'])").count()).toBe(0);
    await context.close();
  });

  test("a log renews itself while it is followed", async () => {
    const { page, context } = await visit("/updates/U-41/log?step=build+amd64&follow=yes", LEO);
    await page.waitForRequest((request) => request.isNavigationRequest(), { timeout: 10_000 });
    await context.close();
  });

  test("what is printed has no navigation and no forms", async () => {
    const { page, context } = await visit("/updates/U-41", LEO);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("nav").first().isVisible()).toBe(false);
    expect(await page.locator("form").first().isVisible()).toBe(false);
    expect(await page.locator("h1").isVisible()).toBe(true);
    await context.close();
  });
});
