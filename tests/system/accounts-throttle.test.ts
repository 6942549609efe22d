import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Accounts, createAccounts, tidyLogins } from "../../src/accounts/index.ts";
import type { Distribution } from "../../src/distribution/index.ts";
import type { SamedayError } from "../../src/kernel/index.ts";
import { openStore, type Store, startCluster } from "../../src/store/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import { clusterOptions, runner, scratch } from "./store-support.ts";
import { LEO, PIA } from "./web-example.ts";

/** Guessing against a real PostgreSQL: what counts is how often was tried, not how fast. */

const MINUTE = 60_000;
let now = new Date("2026-11-21T12:00:00Z");
const clock = { now: () => now };
let place: Awaited<ReturnType<typeof scratch>>;
let cluster: Awaited<ReturnType<typeof startCluster>>;
let store: Store;
let accounts: Accounts;

beforeAll(async () => {
  place = await scratch();
  cluster = await startCluster(clusterOptions(join(place.directory, "cluster")));
  store = await openStore({ connection: cluster.connection });
  const definition = { title: "Debian", people: [LEO, PIA] } as unknown as Distribution;
  const publicUrl = "http://127.0.0.1";
  accounts = createAccounts({ store, definition, runner, clock, random: systemRandom, publicUrl });
});

afterAll(async () => {
  await store?.close();
  await cluster?.stop();
  await place?.remove();
});

beforeEach(async () => {
  now = new Date("2026-11-21T12:00:00Z");
  for (const table of ["throttle", "challenge", "login_link", "session"] as const) {
    await store.db.deleteFrom(table).execute();
  }
});

/** How many of these tries were really made, and how many were told to wait. */
async function outcome(tries: readonly Promise<unknown>[]): Promise<{ made: number; told: number }> {
  const codes = (await Promise.allSettled(tries)).map((one) =>
    one.status === "fulfilled" ? "in" : (one.reason as SamedayError).code,
  );
  const told = codes.filter((code) => code === "NOT_ALLOWED").length;
  return { made: codes.length - told, told };
}

const guess = (person: string, address: string) =>
  accounts.passwordLogin({ person, password: "a guess that is long enough", code: "000000", address });
const many = <T>(count: number, act: (index: number) => Promise<T>) => Array.from({ length: count }, (_, i) => act(i));

describe("tries at once are no more than tries in a row", () => {
  test("for a password, from one address", async () => {
    expect(await outcome(many(20, (i) => guess(`nobody${i}`, "192.0.2.1")))).toEqual({ made: 5, told: 15 });
  });

  test("for a password, of one person from many addresses", async () => {
    expect(await outcome(many(20, (i) => guess("leo", `192.0.2.${i}`)))).toEqual({ made: 5, told: 15 });
  });

  test("for a one-time link", async () => {
    const links = many(20, (i) => accounts.linkLogin(`a-link-that-nobody-made-${i}`, "192.0.2.2"));
    expect(await outcome(links)).toEqual({ made: 5, told: 15 });
  });

  test("for a signed challenge", async () => {
    const signed = many(12, () => accounts.challengeLogin("not signed at all", "192.0.2.3"));
    expect(await outcome(signed)).toEqual({ made: 5, told: 7 });
  });

  test("for texts to sign, which fill the database", async () => {
    expect(await outcome(many(20, () => accounts.challenge("leo", "192.0.2.4")))).toEqual({ made: 5, told: 15 });
    expect(await store.db.selectFrom("challenge").select("nonce").execute()).toHaveLength(5);
  });
});

describe("a pause", () => {
  test("ends by itself, grows with the next failure, and counts no try that it refused", async () => {
    await outcome(many(30, () => guess("leo", "192.0.2.5")));
    now = new Date(now.getTime() + 2001);
    expect(await outcome(many(3, () => guess("leo", "192.0.2.5")))).toEqual({ made: 1, told: 2 });
    now = new Date(now.getTime() + 2001);
    expect(await outcome([guess("leo", "192.0.2.5")])).toEqual({ made: 0, told: 1 });
    now = new Date(now.getTime() + 2000);
    expect(await outcome([guess("leo", "192.0.2.5")])).toEqual({ made: 1, told: 0 });
  });

  test("of one address leaves others alone, and a link that is right forgets it", async () => {
    await outcome(many(4, () => accounts.linkLogin("a-link-that-nobody-made", "192.0.2.6")));
    await accounts.linkLogin(await accounts.createLink("leo"), "192.0.2.6");
    expect(await outcome(many(5, () => accounts.linkLogin("a-link-that-nobody-made", "192.0.2.6")))).toMatchObject({
      made: 5,
    });
    await accounts.linkLogin(await accounts.createLink("leo"), "192.0.2.7");
  });
});

test("what counts no longer is removed, and what counts stays", async () => {
  const first = now;
  await outcome([guess("old", "192.0.2.8"), accounts.challenge("leo", "192.0.2.8")]);
  await accounts.createLink("leo");
  now = new Date(first.getTime() + 61 * MINUTE);
  await outcome([guess("young", "192.0.2.9")]);
  const young = await accounts.createLink("pia");
  await tidyLogins(store, clock);
  const keys = (await store.db.selectFrom("throttle").select("key").orderBy("key").execute()).map(({ key }) => key);
  expect(keys).toEqual(["address 192.0.2.9", "person young"]);
  expect(await store.db.selectFrom("challenge").select("nonce").execute()).toEqual([]);
  expect(await store.db.selectFrom("login_link").select("person").execute()).toEqual([{ person: "pia" }]);
  await accounts.linkLogin(young, "192.0.2.9");
});
