import { expect, test } from "vitest";
import { untilStopped } from "./until-stopped.ts";

/** Timers that Node waits for before it ends. */
const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;

test("a service with nothing to do is kept until it is stopped", async () => {
  const stop = new AbortController();
  const before = timers();
  const waiting = untilStopped(stop);
  expect(timers()).toBe(before + 1);
  stop.abort();
  await waiting;
  expect(timers()).toBe(before);
});

test("one that was stopped before does not wait", async () => {
  await untilStopped({ signal: AbortSignal.abort() });
});

test("a failure ends the waiting and is told", async () => {
  const before = timers();
  await expect(untilStopped(new AbortController(), Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(timers()).toBe(before);
});
