import { afterEach, describe, expect, it } from "vitest";
import { createWorkerPool, ENDED, type WorkerPool } from "./pool.ts";

/** A worker that does what it is told: answers, never answers, dies. */
const WORKER = `
import { readlinkSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
if (workerData.dies) throw new Error("no");
const say = (message) => parentPort.postMessage(message);
if (Atomics.sub(workerData.hangs ?? new Int32Array(1), 0, 1) > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
if (workerData.refuses) say({ kind: "refused", code: "INPUT_INVALID", message: "Not with this key." });
else {
  let heap = [];
  parentPort.on("message", (request) => {
    if (request === "spin") for (;;);
    if (request === "wait") return;
    if (request === "die") throw new Error("at work");
    if (request === "eat") for (;;) heap.push(new Array(1000).fill(request));
    if (request === "environment") return say({ kind: "answer", answer: Object.keys(process.env).length });
    say({ kind: "answer", answer: request * 2 });
  });
  say({ kind: "ready", thread: readlinkSync("/proc/thread-self") });
}`;
const file = new URL(`data:text/javascript,${encodeURIComponent(WORKER)}`);

let pool: WorkerPool<unknown, unknown>;
function make(settings: Record<string, unknown> = {}, deadlineMs = 20_000, size = 2): typeof pool {
  pool = createWorkerPool({ start: { file, data: {} }, settings, size, deadlineMs, heapMegabytes: 16 });
  return pool;
}
afterEach(() => pool.close());

describe("a pool of workers", () => {
  it("answers each request, more of them than there are workers", async () => {
    make();
    const numbers = Array.from({ length: 20 }, (_, index) => index);
    expect(await Promise.all(numbers.map((number) => pool.run(number)))).toEqual(numbers.map((number) => number * 2));
  });

  it("ends what takes too long, and the others go on meanwhile", async () => {
    make({}, 1_000);
    await Promise.all([pool.run(1), pool.run(2)]);
    const order: string[] = [];
    const hostile = pool.run("spin").then((answer) => {
      order.push("hostile");
      return answer;
    });
    for (let number = 0; number < 10; number += 1) expect(await pool.run(number)).toBe(number * 2);
    order.push("others");
    expect(await hostile).toBe(ENDED);
    expect(order).toEqual(["others", "hostile"]);
    expect(await Promise.all([pool.run(1), pool.run(2)])).toEqual([2, 4]);
  });

  it("ends what waits for nothing, after four times its time", async () => {
    make({}, 100);
    const began = performance.now();
    expect(await pool.run("wait")).toBe(ENDED);
    expect(performance.now() - began).toBeGreaterThanOrEqual(400);
    expect(await pool.run(1)).toBe(2);
  });

  it.each([
    [1, 5_000, [2, 4]],
    [3, 300, "INTERNAL"],
  ])("replaces what never becomes ready: %d that hang for %d ms each", async (hanging, startMs, expected) => {
    const hangs = new Int32Array(new SharedArrayBuffer(4));
    hangs[0] = hanging;
    const options = { settings: { hangs }, size: 1, deadlineMs: 20_000, startMs, heapMegabytes: 16 };
    pool = createWorkerPool({ start: { file, data: {} }, ...options });
    const answers = Promise.all([pool.run(1), pool.run(2)]);
    if (typeof expected === "string") await expect(answers).rejects.toMatchObject({ code: expected });
    else expect(await answers).toEqual(expected);
  });

  it("waits longer for one that waits for others", async () => {
    const options = { settings: {}, size: 1, deadlineMs: 100, patience: 8, heapMegabytes: 16 };
    pool = createWorkerPool({ start: { file, data: {} }, ...options });
    await pool.run(1);
    const began = performance.now();
    expect(await pool.run("wait")).toBe(ENDED);
    expect(performance.now() - began).toBeGreaterThanOrEqual(800);
  });

  it("replaces a worker that dies or eats all memory", async () => {
    make();
    expect(await pool.run("die")).toBe(ENDED);
    expect(await pool.run("eat")).toBe(ENDED);
    expect(await pool.run(4)).toBe(8);
  });

  it("gives workers nothing of this process's environment", async () => {
    make();
    expect(await pool.run("environment")).toBe(0);
  });

  it("tells why a worker cannot be had, each time", async () => {
    make({ refuses: true });
    await expect(pool.run(1)).rejects.toMatchObject({ code: "INPUT_INVALID", message: "Not with this key." });
    await expect(pool.run(1)).rejects.toMatchObject({ code: "INPUT_INVALID" });
    await pool.close();
    make({ dies: true });
    await expect(pool.run(1)).rejects.toMatchObject({ code: "INTERNAL" });
  });

  it("answers what is under way and what waits when it is closed", async () => {
    make({}, 20_000, 1);
    const waiting = [pool.run("spin"), pool.run(1)];
    await pool.close();
    expect(await Promise.all([...waiting, pool.run(2)])).toEqual([ENDED, ENDED, ENDED]);
  });
});
