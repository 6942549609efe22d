import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { SamedayError } from "../kernel/index.ts";
import { patiently } from "./patience.ts";

const away = new SamedayError("DESK_UNREACHABLE", "The desk does not answer.");

test("a desk that falls silent after a long wait is asked again", async () => {
  let asked = 0;
  const answer = await patiently(
    async () => {
      asked += 1;
      if (asked > 1) return "back";
      await sleep(60);
      throw away;
    },
    { patienceMs: 40, pauseMs: 1 },
  );
  expect([answer, asked]).toEqual(["back", 2]);
});

test("a desk that stays away is given up, with what it last said", async () => {
  await expect(patiently(() => Promise.reject(away), { patienceMs: 20, pauseMs: 1 })).rejects.toBe(away);
});

test("what the desk refuses is not asked twice", async () => {
  let asked = 0;
  const refused = new SamedayError("CONFLICT", "It was approved already.");
  await expect(
    patiently(() => {
      asked += 1;
      return Promise.reject(refused);
    }),
  ).rejects.toBe(refused);
  expect(asked).toBe(1);
});
