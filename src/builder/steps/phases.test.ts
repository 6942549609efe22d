import { expect, test } from "vitest";
import { createPhases } from "./phases.ts";

test("phases are added up by name, also when they fail", async () => {
  let now = 0;
  const phases = createPhases(() => now);
  const spend = (milliseconds: number) => async (): Promise<void> => {
    now += milliseconds;
  };
  await phases.time("fetch", spend(10));
  await phases.time("build", spend(100));
  await expect(
    phases.time("fetch", async () => {
      now += 5;
      throw new Error("broke off");
    }),
  ).rejects.toThrow();
  expect(phases.list()).toEqual([
    { name: "fetch", milliseconds: 15 },
    { name: "build", milliseconds: 100 },
  ]);
});
