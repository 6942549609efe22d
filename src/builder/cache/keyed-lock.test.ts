import { expect, test } from "vitest";
import { createKeyedLock } from "./keyed-lock.ts";

test("one key at a time, other keys beside it, and a failure does not hold the next", async () => {
  const lock = createKeyedLock();
  const seen: string[] = [];
  const act = (name: string, milliseconds: number) => async (): Promise<void> => {
    seen.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    seen.push(`${name} ends`);
  };
  const failing = lock.run("a", () => Promise.reject(new Error("no")));
  const first = lock.run("a", act("first", 30));
  const second = lock.run("a", act("second", 0));
  const beside = lock.run("b", act("beside", 0));
  await expect(failing).rejects.toThrow("no");
  await Promise.all([first, second, beside]);
  expect(seen.indexOf("second begins")).toBeGreaterThan(seen.indexOf("first ends"));
  expect(seen.indexOf("beside ends")).toBeLessThan(seen.indexOf("first ends"));
});
