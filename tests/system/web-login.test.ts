import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Fastify, { type FastifyInstance } from "fastify";
import { TOTP } from "otpauth";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Accounts, createAccounts } from "../../src/accounts/index.ts";
import type { Distribution, Person } from "../../src/distribution/index.ts";
import { clearSign, createSigningKey, exportPublicKey } from "../../src/openpgp/index.ts";
import { openStore, readAudit, type Store, startCluster } from "../../src/store/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import { registerWeb } from "../../src/web/index.ts";
import { clusterOptions, runner, scratch } from "./store-support.ts";
import { exampleReads } from "./web-desk.ts";
import { LEO, PIA } from "./web-example.ts";

/** Every way in, through a browser without script, with PostgreSQL and gpg as they are. */

const MINUTE = 60_000;
const PASSWORD = "correct horse battery staple";
/** The desk's clock, turned by the tests. */
let now = new Date();
let place: Awaited<ReturnType<typeof scratch>>;
let cluster: Awaited<ReturnType<typeof startCluster>>;
let store: Store;
let accounts: Accounts;
let app: FastifyInstance;
let browser: Browser;
let url: string;
const homes = new Map<string, { home: string; fingerprint: string }>();

beforeAll(async () => {
  place = await scratch();
  cluster = await startCluster(clusterOptions(join(place.directory, "cluster")));
  store = await openStore({ connection: cluster.connection });
  const people = [await withKey(LEO), await withKey(PIA)];
  const definition = { title: "Debian", people } as unknown as Distribution;
  const clock = { now: () => now };
  const publicUrl = "http://127.0.0.1";
  accounts = createAccounts({ store, definition, runner, clock, random: systemRandom, publicUrl });
  app = Fastify();
  registerWeb(app, {
    reads: exampleReads(),
    actions: {} as never,
    accounts,
    clock,
    publicUrl,
    distributionTitle: definition.title,
  });
  url = await app.listen({ host: "127.0.0.1", port: 0 });
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
});

afterAll(async () => {
  await browser?.close();
  await app?.close();
  await store?.close();
  await cluster?.stop();
  await place?.remove();
});

async function withKey(person: Person): Promise<Person> {
  const home = join(place.directory, person.id);
  await mkdir(home, { mode: 0o700 });
  const userId = `${person.name} <${person.email}>`;
  const fingerprint = await createSigningKey(runner, home, { userId, created: now, expires: null });
  const keyFile = join(place.directory, `${person.id}.asc`);
  await writeFile(keyFile, await exportPublicKey(runner, home, fingerprint));
  homes.set(person.id, { home, fingerprint });
  return { ...person, fingerprints: [fingerprint], keyFile };
}

function sign(person: string, text: string): Promise<string> {
  const { home, fingerprint } = homes.get(person) ?? { home: "", fingerprint: "" };
  return clearSign(runner, { home, fingerprints: [fingerprint] }, text);
}

async function openPage(path: string): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(url + path);
  return page;
}

const who = (page: Page) => page.locator("header .who").innerText();

async function logInByPassword(page: Page, code: string, password = PASSWORD): Promise<void> {
  await page.goto(`${url}/login?back=/people`);
  const way = page.getByRole("region", { name: "With password and code" });
  await way.getByLabel("Name").fill("leo");
  await way.getByLabel("Password").fill(password);
  await way.getByLabel("Code of your authenticator").fill(code);
  await way.getByRole("button", { name: "Log in" }).click();
}

test("while very many try passwords at once, the desk answers others, and tells who comes then to wait", async () => {
  const storm = Array.from({ length: 200 }, (_, index) =>
    accounts.passwordLogin({
      person: `nobody${index}`,
      password: PASSWORD,
      code: "000000",
      address: `10.0.0.${index}`,
    }),
  );
  const settled = Promise.allSettled(storm);
  let isOver = false;
  void settled.then(() => {
    isOver = true;
  });
  const form = new URLSearchParams({ person: "leo", password: PASSWORD, code: "000000", back: "/" });
  const headers = { origin: url, "content-type": "application/x-www-form-urlencoded" };
  const turnedAway = await fetch(`${url}/login/password`, { method: "POST", headers, body: form });
  expect(turnedAway.status).toBe(503);
  expect(await turnedAway.text()).toContain("Too many people try to log in with a password at this moment.");
  const took: number[] = [];
  while (!isOver) {
    const began = performance.now();
    const board = await fetch(`${url}/`);
    await readFile("/etc/hostname");
    expect(board.status).toBe(200);
    await board.text();
    took.push(performance.now() - began);
  }
  const codes = (await settled).map((one) => (one.status === "rejected" ? one.reason.code : "in"));
  expect(codes.filter((code) => code === "TOO_BUSY")).toHaveLength(200 - 34);
  expect(codes.filter((code) => code === "NOT_LOGGED_IN")).toHaveLength(34);
  expect(took.length).toBeGreaterThan(3);
  expect(Math.max(...took)).toBeLessThan(10_000);
  // Who was turned away did not try: nothing is counted, and nothing needs to be waited for.
  expect(await store.db.selectFrom("throttle").selectAll().where("key", "=", "person leo").execute()).toEqual([]);
});

describe("ways in", () => {
  let secret: string;
  const code = () => new TOTP({ secret }).generate({ timestamp: now.getTime() });

  test("a one-time link works once, and its holder sets a password", async () => {
    const token = await accounts.createLink("leo");
    const page = await openPage(`/login/once/${token}`);
    await page.getByRole("button", { name: "Log in" }).click();
    expect(await who(page)).toMatch(/^leo$/m);
    await page.getByRole("link", { name: "leo" }).click();
    await page.getByLabel("New password").fill(PASSWORD);
    await page.getByLabel("The same again").fill(PASSWORD);
    await page.getByRole("button", { name: "Set the password of leo" }).click();
    secret = (await page.locator("dd code").first().innerText()).replaceAll(" ", "");
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(await who(page)).toContain("Log in");

    const again = await openPage(`/login/once/${token}`);
    await again.getByRole("button", { name: "Log in" }).click();
    expect(await again.locator("main").innerText()).toContain("This link was used already, or is too old.");
  });

  test("password and code lead to the page that was wanted; the same code leads nowhere", async () => {
    const page = await openPage("/people");
    expect(await page.locator("h1").innerText()).toBe("You are not logged in.");
    await logInByPassword(page, code());
    expect(new URL(page.url()).pathname).toBe("/people");
    expect(await who(page)).toMatch(/^leo$/m);

    const other = await openPage("/login");
    await logInByPassword(other, code());
    expect(await other.getByRole("alert").innerText()).toBe(
      "Not logged in. Name, password and code do not fit together.",
    );
    now = new Date(now.getTime() + 30_000);
    await logInByPassword(other, code());
    expect(await who(other)).toContain("leo");
  });

  test("a signed challenge of one's own key; another's signature is refused", async () => {
    const page = await openPage("/login");
    const way = page.getByRole("region", { name: "With your OpenPGP key" });
    await way.getByLabel("Name").fill("pia");
    await way.getByRole("button", { name: "Get the text to sign" }).click();
    const challenge = () => page.getByLabel("1. Copy this text").inputValue();
    const paste = async (text: string) => {
      await page.getByLabel("3. Paste the signed text").fill(text);
      await page.getByRole("button", { name: "Log in" }).click();
    };
    const first = await challenge();
    await paste(await sign("leo", first));
    expect(await page.getByRole("alert").innerText()).toContain("somebody else signed it");
    expect(await challenge()).not.toBe(first);
    await paste(await sign("pia", await challenge()));
    expect(await who(page)).toMatch(/^pia$/m);
  });

  test("ways out: by hand, by two idle hours, by half a day", async () => {
    const page = await openPage("/login");
    now = new Date(now.getTime() + MINUTE);
    await logInByPassword(page, code());
    await page.getByRole("button", { name: "Log out" }).click();
    expect(await page.getByRole("status").innerText()).toBe("You are logged out.");
    expect(await who(page)).toContain("Log in");

    now = new Date(now.getTime() + MINUTE);
    await logInByPassword(page, code());
    now = new Date(now.getTime() + 121 * MINUTE);
    await page.goto(`${url}/people`);
    expect(await page.locator("h1").innerText()).toBe("You are not logged in.");

    now = new Date(now.getTime() + MINUTE);
    await logInByPassword(page, code());
    for (let minutes = 90; minutes < 12 * 60; minutes += 90) {
      now = new Date(now.getTime() + 90 * MINUTE);
      await page.goto(`${url}/people`);
      expect(await page.locator("h1").innerText(), `after ${minutes} minutes`).toBe("Two people may release updates.");
    }
    now = new Date(now.getTime() + 90 * MINUTE);
    await page.goto(`${url}/people`);
    expect(await page.locator("h1").innerText()).toBe("You are not logged in.");
  });

  test("whoever guesses has to wait", async () => {
    const page = await openPage("/login");
    for (let guess = 0; guess < 6; guess += 1) await logInByPassword(page, "000000", `wrong password ${guess}`);
    expect(await page.getByRole("alert").innerText()).toMatch(
      /Too many tries failed for this id or from this address; wait \d+ s/,
    );
  });

  test("the database holds no token that would open anything, and the log has every login", async () => {
    const sessions = await store.db.selectFrom("session").selectAll().execute();
    for (const { token_sha256: hash } of sessions) expect(hash).toMatch(/^[0-9a-f]{64}$/);
    const actions = (await readAudit(store.db)).map((entry) => `${entry.actor} ${entry.action}`);
    expect(actions.filter((action) => action === "leo login").length).toBeGreaterThanOrEqual(4);
    expect(actions).toContain("pia login");
    expect(actions).toContain("leo password set");
  });
});
