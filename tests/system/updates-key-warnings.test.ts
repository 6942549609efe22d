import { afterAll, beforeAll, expect, test } from "vitest";
import { DAY_MS } from "../../src/kernel/index.ts";
import type { SignerClient, SigningKey } from "../../src/signer/index.ts";
import { type LineContext, warnOfKeys } from "../../src/updates/index.ts";
import { type LineWorld, NOW, openLine } from "./updates-kit.ts";

/* Mails about signing keys that expire, over a real database. The signer's answer is what a test says. */

let world: LineWorld;
let context: LineContext;
let keys: readonly SigningKey[] = [];

beforeAll(async () => {
  world = await openLine("outbox");
  const { definition } = world.context;
  context = {
    ...world.context,
    definition: { ...definition, policy: { ...definition.policy, keyWarningDays: [90, 30, 7] } },
    signer: { keys: async () => keys } as unknown as SignerClient,
  };
});

afterAll(() => world?.close());

function key(use: SigningKey["use"], digit: string, daysLeft: number | null): SigningKey {
  const expires = daysLeft === null ? null : new Date(NOW.getTime() + daysLeft * DAY_MS).toISOString();
  return { use, fingerprint: digit.repeat(40), created: NOW.toISOString(), expires, state: "signing", publicKey: "" };
}

async function at(day: number): Promise<readonly string[]> {
  world.clock.now = new Date(NOW.getTime() + day * DAY_MS);
  // Each hour, and after each start of the desk.
  for (let hour = 0; hour < 3; hour += 1) await warnOfKeys(context);
  const { db } = context.store;
  return (await db.selectFrom("mail").select(["subject"]).orderBy("created_at").orderBy("key").execute()).map(
    ({ subject }) => subject,
  );
}

test("come once for each of the policy's days and once when it is over, to the desk's contact", async () => {
  keys = [key("archive", "A", 100), key("queue", "B", null)];
  expect(await at(0)).toEqual([]);
  const first = "[test] The archive key expires in less than 90 days";
  expect(await at(11)).toEqual([first]);
  expect(await at(40)).toEqual([first]);
  const second = "[test] The archive key expires in less than 30 days";
  expect(await at(71)).toEqual([first, second]);
  // The desk was off on the seventh day before: the nearest that holds is said.
  const last = "[test] The archive key has expired";
  expect(await at(101)).toEqual([first, second, last]);
  expect(await at(200)).toEqual([first, second, last]);
  // A key that took its place has warnings of its own.
  keys = [key("archive", "C", 204)];
  expect((await at(200)).slice(3)).toEqual(["[test] The archive key expires in less than 7 days"]);
});

test("say which key, when, and what to do", async () => {
  const rows = await context.store.db.selectFrom("mail").selectAll().orderBy("created_at").execute();
  expect(new Set(rows.map((row) => row.recipient))).toEqual(new Set(["security@desk.invalid"]));
  expect(rows[0]?.body).toContain("The archive key AAAAAAAAAAAAAAAA expires in 89 days, on Mon 1 Mar 2027 12:00 UTC.");
  expect(rows[0]?.body).toContain(`Fingerprint: ${"A".repeat(40)}`);
  expect(rows[0]?.body).toContain("sameday signer rotate begin");
});
