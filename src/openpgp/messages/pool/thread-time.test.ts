import { expect, it } from "vitest";
import { thisThread, threadTime } from "./thread-time.ts";

it("a thread's processor time grows with its work", () => {
  const thread = thisThread();
  const before = threadTime(thread) ?? Number.NaN;
  expect(before).toBeGreaterThanOrEqual(0);
  // A machine that is busy may let it wait long for a hundredth of a second.
  for (const end = performance.now() + 10_000; threadTime(thread) === before && performance.now() < end; );
  expect(threadTime(thread)).toBeGreaterThan(before);
});

it("of a thread that is not there cannot be told", () => {
  expect(threadTime("1/task/999999999")).toBeUndefined();
  expect(threadTime(undefined)).toBeUndefined();
});
