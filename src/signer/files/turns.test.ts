import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { createTurns } from "./turns.ts";

it("actions run one after the other, and a failed one does not hold the next", async () => {
  const turns = createTurns();
  const order: string[] = [];
  const action = (name: string, ms: number) => async () => {
    order.push(`${name} begins`);
    await sleep(ms);
    order.push(`${name} ends`);
    if (name === "b") throw new Error("b failed");
    return name;
  };
  const all = await Promise.allSettled([
    turns.take(action("a", 20)),
    turns.take(action("b", 10)),
    turns.take(action("c", 1)),
  ]);
  expect(order).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  expect(all.map((one) => one.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});
