import { expect, test } from "vitest";
import { createChanges } from "./changes.ts";

test("a change that came before the question is answered at once", async () => {
  const changes = createChanges();
  changes.changed();
  expect(await changes.wait(1, 10_000)).toBe(2);
});

test("a change wakes everybody who waits for it", async () => {
  const changes = createChanges();
  const waits = [changes.wait(1, 10_000), changes.wait(1, 10_000)];
  changes.changed();
  expect(await Promise.all(waits)).toEqual([2, 2]);
});

test("without a change the wait ends with the number as it was", async () => {
  expect(await createChanges().wait(1, 5)).toBe(1);
});
