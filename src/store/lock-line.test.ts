import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { createLockLine } from "./lock-line.ts";

test("work of one name is done one after the other, in the order in which it came; other names do not wait", async () => {
  const line = createLockLine();
  const seen: string[] = [];
  const work = (word: string, ms: number) => async () => {
    seen.push(`${word} begins`);
    await sleep(ms);
    seen.push(`${word} ends`);
  };
  await Promise.all([
    line.take("a", 5000, work("one", 30)),
    line.take("a", 5000, work("two", 1)),
    line.take("b", 5000, work("other", 1)),
  ]);
  expect(seen.filter((word) => !word.startsWith("other"))).toEqual([
    "one begins",
    "one ends",
    "two begins",
    "two ends",
  ]);
  expect(seen.indexOf("other ends")).toBeLessThan(seen.indexOf("one ends"));
});

test("who waits too long gets CONFLICT, does nothing, and lets nobody pass", async () => {
  const line = createLockLine();
  const first = line.take("a", 5000, async () => {
    await sleep(60);
    return performance.now();
  });
  const impatient = line.take("a", 10, async () => "done");
  const last = line.take("a", 5000, async () => performance.now());
  await expect(impatient).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await last).toBeGreaterThanOrEqual(await first);
});

test("a failure passes the turn on", async () => {
  const line = createLockLine();
  const failing = line.take("a", 1000, () => Promise.reject(new Error("no")));
  const next = line.take("a", 1000, async () => "done");
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("done");
});
