import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { createTurns } from "./turns.ts";

test("never more at once than allowed, in the order in which they came, and all of them in the end", async () => {
  const turns = createTurns({ atOnce: 2, inside: 10 });
  let working = 0;
  let most = 0;
  const began: number[] = [];
  const all = Array.from({ length: 10 }, async (_, index) => {
    const place = turns.enter();
    await place.turn(async () => {
      began.push(index);
      working += 1;
      most = Math.max(most, working);
      await sleep(1);
      working -= 1;
      if (index === 3) throw new Error("a failure hands the turn on, too");
    });
  });
  const settled = await Promise.allSettled(all);
  expect(most).toBe(2);
  expect(began).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(settled.filter(({ status }) => status === "rejected")).toHaveLength(1);
});

test("who finds it full is told at once, and gets in when somebody left", () => {
  const turns = createTurns({ atOnce: 1, inside: 2 });
  const first = turns.enter();
  turns.enter();
  expect(() => turns.enter()).toThrow(expect.objectContaining({ code: "TOO_BUSY", httpStatus: 503 }));
  first.leave();
  expect(() => turns.enter()).not.toThrow();
});
