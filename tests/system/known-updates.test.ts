import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createKnownUpdates } from "../../src/desk/faces/known-updates.ts";
import { readAllUpdates } from "../../src/updates/index.ts";
import { end, type LineWorld, NOW, newUpdate, openLine } from "./updates-kit.ts";

/** The updates that lists are made from, kept between requests, beside what the database says. */

let world: LineWorld;
let state = 0;
let known: ReturnType<typeof createKnownUpdates>;
beforeAll(async () => {
  world = await openLine("desk@desk.invalid");
  const { store, definition, clock } = world.context;
  known = createKnownUpdates({ store, definition, clock, state: () => state });
});
afterAll(() => world.close());

/** What a desk that keeps nothing would show. */
async function read() {
  const { store, definition, clock } = world.context;
  return (await readAllUpdates(store.db, definition, clock.now())).map(({ steps: _, ...one }) => one);
}

function changed(): void {
  state += 1;
}

describe("updates that are kept", () => {
  test("are those of the database after each change: new, moved, ended", async () => {
    expect(await known()).toEqual([]);
    const first = await newUpdate(world);
    changed();
    expect(await known()).toEqual(await read());
    const second = await newUpdate(world);
    changed();
    expect((await known()).map((one) => one.update.id)).toEqual([second, first]);
    await end(world, first, "withdrawn");
    changed();
    expect(await known()).toEqual(await read());
    await end(world, second, "published");
    changed();
    expect(await known()).toEqual(await read());
  });

  test("are read again only after a change or a minute", async () => {
    const id = await newUpdate(world);
    changed();
    const before = await known();
    const { db } = world.context.store;
    await db.updateTable("update").set({ summary: "Another." }).where("id", "=", id).execute();
    expect(await known()).toBe(before);
    world.clock.now = new Date(NOW.getTime() + 60_000);
    expect((await known()).find((one) => one.update.id === id)?.update.summary).toBe("Another.");
  });

  test("asked for by many at once are read once; a change meanwhile is not lost", async () => {
    changed();
    const [one, two] = [known(), known()];
    expect(one).toBe(two);
    const id = await newUpdate(world);
    changed();
    const after = known();
    await one;
    expect((await after).some(({ update }) => update.id === id)).toBe(true);
    expect(await after).toEqual(await read());
  });

  test("that cannot be read are asked for again", async () => {
    const { definition, clock, store } = world.context;
    let away = true;
    const sometimes = {
      get db() {
        if (away) throw new Error("the database is away");
        return store.db;
      },
    };
    const again = createKnownUpdates({ store: sometimes, definition, clock, state: () => 1 });
    await expect(again()).rejects.toThrow("the database is away");
    away = false;
    expect(await again()).toEqual(await read());
  });
});
