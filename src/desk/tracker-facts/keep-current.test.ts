import { expect, test } from "vitest";
import { keepFactsCurrent } from "./keep-current.ts";

test("facts that cannot be made are tried again later, and told once", async () => {
  let now = 0;
  let tries = 0;
  let fails = true;
  const facts = {
    current: async () => {
      tries += 1;
      if (fails) throw new Error("The helper died.");
      return {} as never;
    },
  };
  const { work } = keepFactsCurrent(facts, { now: () => new Date(now) });
  const at = async (seconds: number): Promise<unknown> => {
    now = seconds * 1000;
    return work().then(
      () => tries,
      (error) => String(error),
    );
  };
  expect(await at(0)).toBe("Error: The helper died.");
  expect(await at(60)).toBe(1);
  expect(await at(120)).toBe(2);
  fails = false;
  expect(await at(180)).toBe(2);
  expect(await at(240)).toBe(3);
  expect(await at(255)).toBe(4);
  fails = true;
  expect(await at(270)).toBe("Error: The helper died.");
});
