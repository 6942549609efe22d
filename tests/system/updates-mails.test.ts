import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { retryMails, sendMails, undeliverableMails } from "../../src/updates/index.ts";
import { openRelay, type Relay } from "./relay-kit.ts";
import { actionsOn, type LineWorld, NOW, openLine, person } from "./updates-kit.ts";

let world: LineWorld;
let relay: Relay;

beforeAll(async () => {
  relay = await openRelay();
  world = await openLine(`smtp://127.0.0.1:${relay.port}`);
});

afterAll(async () => {
  await world?.close();
  relay?.server.close();
});

describe("mails", () => {
  test("that nobody takes hold up no other, and at last are given up where people see it", async () => {
    const { context, clock } = world;
    const { db } = context.store;
    const write = (key: string, recipient: string) =>
      db
        .insertInto("mail")
        .values({
          key,
          recipient,
          subject: "s",
          body: "b",
          created_at: NOW,
          sent_at: null,
          problem: "",
          next_try_at: NOW,
        })
        .execute();
    for (let count = 0; count < 120; count += 1) await write(`bad ${count}`, `refused${count}@desk.invalid`);
    await write("good", "good@desk.invalid");
    await sendMails(context);
    await sendMails(context);
    expect(relay.taken).toEqual(["good@desk.invalid"]);
    const asked = relay.asked;
    await sendMails(context);
    expect(relay.asked).toBe(asked);
    for (let days = 0; days < 12; days += 1) {
      clock.now = new Date(clock.now.getTime() + 2 * 24 * 3_600_000);
      for (let call = 0; call < 2; call += 1) await sendMails(context);
    }
    const lost = await undeliverableMails(db);
    expect(lost[0]).toMatchObject({ problem: expect.stringContaining("550"), tries: 10, next_try_at: null });
    expect(await actionsOn(world, "bad 0")).toEqual(["mail undeliverable"]);
    const after = relay.asked;
    await sendMails(context);
    expect(relay.asked).toBe(after);
    clock.now = NOW;
  });

  test("that were given up go out when somebody tries them again, and have all their tries", async () => {
    const { context, clock } = world;
    const { db } = context.store;
    await db.updateTable("mail").set({ recipient: "mended@desk.invalid" }).where("key", "=", "bad 7").execute();
    const before = (await undeliverableMails(db)).map(({ key }) => key);
    const chosen = await db.selectFrom("mail").select("id").where("key", "=", "bad 7").executeTakeFirstOrThrow();
    expect(await retryMails(context, chosen.id, person("mo", "assistant"))).toBe(1);
    await sendMails(context);
    expect(relay.taken).toContain("mended@desk.invalid");
    expect(await actionsOn(world, "bad 7")).toEqual(["mail undeliverable", "mail retry"]);
    await retryMails(context, null, person("leo", "full"));
    expect(await undeliverableMails(db)).toEqual([]);
    clock.now = new Date(NOW.getTime() + 30 * 24 * 3_600_000);
    await sendMails(context);
    const again = await db.selectFrom("mail").selectAll().where("key", "=", "bad 0").executeTakeFirstOrThrow();
    expect(again).toMatchObject({ tries: 1, given_up_at: null, problem: expect.stringContaining("550") });
    expect(before).toHaveLength(100);
    clock.now = NOW;
  });
});
