import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createChanges } from "../../src/api/index.ts";
import { createKnownUpdates } from "../../src/desk/faces/known-updates.ts";
import { readAllUpdates } from "../../src/updates/index.ts";
import { end, type LineWorld, NOW, newUpdate, openLine } from "./updates-kit.ts";

/** The updates that lists are made from, kept between requests, beside what the database says. */

let world: LineWorld;
const changes = createChanges();
let known: ReturnType<typeof createKnownUpdates>;
beforeAll(async () => {
  world = await openLine("desk@desk.invalid");
  const { store, definition, clock } = world.context;
  known = createKnownUpdates({ store, definition, clock, state, since: changes.since });
});
afterAll(() => world.close());

/** What a desk that keeps nothing would show. */
async function read() {
  const { store, definition, clock } = world.context;
  return (await readAllUpdates(store.db, definition, clock.now())).map(({ steps: _, ...one }) => one);
}

const state = () => changes.current({ id: "leo", role: "full" });

function changed(id: string): void {
  changes.changed(id);
}

describe("updates that are kept", () => {
  test("are those of the database after each change: new, moved, ended", async () => {
    expect(await known()).toEqual([]);
    const first = await newUpdate(world);
    changed(first);
    expect(await known()).toEqual(await read());
    const second = await newUpdate(world);
    changed(second);
    expect((await known()).map((one) => one.update.id)).toEqual([second, first]);
    await end(world, first, "withdrawn");
    changed(first);
    expect(await known()).toEqual(await read());
    await end(world, second, "published");
    changed(second);
    expect(await known()).toEqual(await read());
  });

  const summaryOf = async (id: string) => (await known()).find((one) => one.update.id === id)?.update.summary;
  const write = (id: string, change: { summary?: string; embargo_until?: Date }) =>
    world.context.store.db.updateTable("update").set(change).where("id", "=", id).execute();

  test("are read again only when they were named, and everything within a minute while nobody waits for it", async () => {
    const [id, other] = [await newUpdate(world), await newUpdate(world)];
    changed(id);
    const before = await known();
    await write(id, { summary: "Another." });
    expect(await known()).toBe(before);
    changed(other);
    expect(await summaryOf(id)).toBe("");
    changed(id);
    expect(await summaryOf(id)).toBe("Another.");
    await write(id, { summary: "Named by nobody." });
    world.clock.now = new Date(NOW.getTime() + 60_000);
    await vi.waitFor(async () => expect(await summaryOf(id)).toBe("Named by nobody."), 10_000);
    expect(await known()).toEqual(await read());
  });

  test("say at once that an hour has come", async () => {
    const id = await newUpdate(world);
    const hour = new Date(NOW.getTime() + 90_000);
    await write(id, { embargo_until: hour });
    changed(id);
    await known();
    world.clock.now = new Date(NOW.getTime() + 120_000);
    expect((await known()).find((one) => one.update.id === id)).toEqual(
      (await read()).find((one) => one.update.id === id),
    );
  });

  test("asked for by many at once are read once; a change meanwhile is not lost", async () => {
    changed("");
    const [one, two] = [known(), known()];
    expect(one).toBe(two);
    const id = await newUpdate(world);
    changed(id);
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
    const again = createKnownUpdates({ store: sometimes, definition, clock, state, since: changes.since });
    await expect(again()).rejects.toThrow("the database is away");
    away = false;
    expect(await again()).toEqual(await read());
  });
});
