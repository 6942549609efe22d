import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readLog, stepLogPath, writeLogAt } from "./step-log.ts";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sd-log-"));
});
afterEach(() => rm(directory, { recursive: true }));

const text = (words: string) => Buffer.from(words);

test("pieces arrive in order, twice or again after a lost answer, and make one log", async () => {
  const path = stepLogPath(directory, "U-1", { step: "build", kind: "", architecture: "amd64" }, 1);
  expect(path).toBe(join(directory, "U-1", "build-amd64-1.log"));
  expect(await writeLogAt(path, 0, text("one "), 100)).toBe(4);
  expect(await writeLogAt(path, 0, text("one "), 100)).toBe(4);
  expect(await writeLogAt(path, 4, text("two"), 100)).toBe(7);
  expect((await readLog(path, 0, 100)).bytes.toString()).toBe("one two");
  expect(await readLog(path, 4, 2)).toEqual({ bytes: text("tw"), size: 7 });
});

test("a log can be asked for its size alone", async () => {
  const path = join(directory, "log");
  await writeLogAt(path, 0, text("abc"), 5);
  expect(await readLog(path, 0, 0)).toEqual({ bytes: Buffer.alloc(0), size: 3 });
});

test("a gap and a log over its limit are refused, and nothing of them is kept", async () => {
  const path = join(directory, "log");
  await writeLogAt(path, 0, text("abc"), 5);
  await expect(writeLogAt(path, 9, text("x"), 50)).rejects.toMatchObject({ code: "CONFLICT" });
  await expect(writeLogAt(path, 3, text("xyz"), 5)).rejects.toMatchObject({ code: "PROCESS_OUTPUT_TOO_LARGE" });
  expect((await readLog(path, 0, 100)).bytes.toString()).toBe("abc");
});

test("a log that has not begun is empty", async () => {
  expect(await readLog(join(directory, "none"), 0, 10)).toEqual({ bytes: Buffer.alloc(0), size: 0 });
});
