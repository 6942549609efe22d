import { describe, expect, test } from "vitest";
import { createChanges } from "./changes.ts";

const leo = { id: "leo", role: "full" } as const;
const kit = { id: "kit", role: "uploader" } as const;
const eve = { id: "eve", role: "uploader" } as const;
const ada = { id: "ada", role: "auditor" } as const;
const open = { embargoed: false, state: "open", uploader: "kit", uploaders: ["kit"] } as const;
const sealed = { ...open, embargoed: true } as const;

test("a change that came before the question is answered at once", async () => {
  const changes = createChanges();
  changes.changed();
  changes.announce(open);
  expect(await changes.wait(leo, 1, 10_000)).toBe(2);
  expect(await changes.wait(null, 1, 10_000)).toBe(2);
});

test("a change wakes everybody who waits for it", async () => {
  const changes = createChanges();
  const waits = [changes.wait(null, 1, 10_000), changes.wait(eve, 1, 10_000)];
  changes.announce(open);
  expect(await Promise.all(waits)).toEqual([2, 2]);
});

test("which updates have changed is known for the last changes, and not for those before", () => {
  const changes = createChanges();
  const number = () => changes.current(leo);
  const start = number();
  expect(changes.since(start)).toEqual(new Set());
  for (const id of ["U-1", "", "U-2", "U-1"]) changes.changed(id);
  expect(changes.since(start)).toEqual(new Set(["U-1", "U-2"]));
  expect(changes.since(number() - 1)).toEqual(new Set(["U-1"]));
  expect(changes.since(number() + 1)).toBeNull();
  for (let count = 0; count < 1000; count += 1) changes.changed(`U-${count}`);
  expect(changes.since(start)).toBeNull();
  expect(changes.since(number() - 1000)?.size).toBe(1000);
});

test("without a change the wait ends with the number as it was", async () => {
  expect(await createChanges().wait(null, 1, 5)).toBe(1);
});

describe("a change of an embargoed update", () => {
  test("advances and wakes the team and who signed it, and nobody else", async () => {
    const changes = createChanges();
    const woken: string[] = [];
    const waits = [leo, kit, eve, ada, null].map(async (reader) => {
      const number = await changes.wait(reader, 1, 200);
      if (number > 1) woken.push(reader?.id ?? "stranger");
    });
    changes.changed();
    changes.announce(sealed);
    await Promise.all(waits);
    expect(woken).toEqual(["leo", "kit"]);
    expect([leo, kit, eve, ada, null].map((reader) => changes.current(reader))).toEqual([2, 2, 1, 1, 1]);
  });

  test("does not end a stranger's wait before its time, and the next public change does", async () => {
    const changes = createChanges();
    let ended = false;
    const wait = changes.wait(null, 1, 10_000).then((number) => {
      ended = true;
      return number;
    });
    changes.announce(sealed);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(ended).toBe(false);
    changes.announce(open);
    expect(await wait).toBe(2);
  });
});
