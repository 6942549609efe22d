import { expect, test } from "vitest";
import { sharedSync } from "./spool-directory.ts";

/** A disk whose syncs end when they are told to. */
function slowDisk() {
  const ends: ((failed?: Error) => void)[] = [];
  const sync = (): Promise<void> =>
    new Promise((resolve, reject) => ends.push((failed) => (failed ? reject(failed) : resolve())));
  return { ends, sync: sharedSync("folder", sync) };
}

test("whoever asks while a sync is under way shares the next one, which begins after all of them asked", async () => {
  const { ends, sync } = slowDisk();
  const done: string[] = [];
  const first = sync().then(() => done.push("first"));
  const others = ["a", "b", "c"].map((name) => sync().then(() => done.push(name)));
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await first;
  await expect.poll(() => ends.length).toBe(2);
  expect(done).toEqual(["first"]);
  const late = sync().then(() => done.push("late"));
  ends[1]?.();
  await Promise.all(others);
  expect(done).toEqual(["first", "a", "b", "c"]);
  await expect.poll(() => ends.length).toBe(3);
  ends[2]?.();
  await late;
  const [after] = [sync()];
  expect(ends).toHaveLength(4);
  ends[3]?.();
  await after;
});

test("a sync that fails fails those who shared it, and the next one is tried", async () => {
  const { ends, sync } = slowDisk();
  const first = sync();
  const shared = [sync(), sync()].map((one) => one.catch((error: Error) => error.message));
  ends[0]?.(new Error("no disk"));
  await expect(first).rejects.toThrow("no disk");
  await expect.poll(() => ends.length).toBe(2);
  ends[1]?.(new Error("still none"));
  expect(await Promise.all(shared)).toEqual(["still none", "still none"]);
  const last = sync();
  ends[2]?.();
  await last;
});
