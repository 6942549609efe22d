import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProcessRunner } from "./process.ts";
import { readToolTimes, TOOL_TIMES_VARIABLE, type ToolTime, timedIfAsked, timeTools } from "./tool-times.ts";

const runner = createProcessRunner("/nonexistent");
const LIMIT = { timeLimitMs: 10_000 } as const;

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sd-times-"));
});
afterEach(() => rm(directory, { recursive: true }));

test("each child is noted with when it worked, one that failed too", async () => {
  const times: ToolTime[] = [];
  const timed = timeTools(runner, (time) => times.push(time));
  const before = Date.now();
  await timed.run({ argv: ["sleep", "0.2"], ...LIMIT });
  await expect(timed.run({ argv: ["false"], ...LIMIT })).rejects.toMatchObject({ code: "PROCESS_FAILED" });
  expect(times.map(({ tool }) => tool)).toEqual(["sleep", "false"]);
  const [sleep] = times;
  expect(sleep?.from).toBeGreaterThanOrEqual(before);
  expect((sleep?.to ?? 0) - (sleep?.from ?? 0)).toBeGreaterThanOrEqual(190);
});

test("what only waits counts until its first word, what is done in the background not at all", async () => {
  const times: ToolTime[] = [];
  const timed = timeTools(runner, (time) => times.push(time));
  const heard: string[] = [];
  const holder = { argv: ["sh", "-c", "echo ready; sleep 3"] as const, measured: "until-first-word" as const };
  await timed.run({ ...holder, ...LIMIT, log: (chunk) => heard.push(Buffer.from(chunk).toString()) });
  await timed.run({ argv: ["true"], measured: "not", ...LIMIT });
  expect(heard.join("")).toBe("ready\n");
  expect(times).toHaveLength(1);
  expect((times[0]?.to ?? 0) - (times[0]?.from ?? 0)).toBeLessThan(2900);
});

test("a process notes its children in the file that its environment names, and only then", async () => {
  const file = join(directory, "times");
  expect(timedIfAsked(runner, {})).toBe(runner);
  expect(await readToolTimes(file)).toEqual([]);
  await timedIfAsked(runner, { [TOOL_TIMES_VARIABLE]: file }).run({ argv: ["true"], ...LIMIT });
  await appendFile(file, '{"tool":"cut sh');
  expect(await readToolTimes(file)).toEqual([expect.objectContaining({ tool: "true" })]);
});

test("a file that cannot be written spoils the measurement, not the work", async () => {
  const timed = timedIfAsked(runner, { [TOOL_TIMES_VARIABLE]: join(directory, "missing", "times") });
  await expect(timed.run({ argv: ["true"], ...LIMIT })).resolves.toMatchObject({ exitCode: 0 });
});
