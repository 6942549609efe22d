import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { createProcessRunner } from "../../src/system/index.ts";

/* A helper that steps back does so with its whole session when it has one of its own, and leaves others' alone. */

const runner = createProcessRunner("/nonexistent");
const RUN = resolve(import.meta.dirname, "../../scripts/run-typescript");
const PROGRAM = resolve(import.meta.dirname, "background-program.ts");
const grouped = existsSync("/proc/self/autogroup");
const before = grouped ? readFileSync("/proc/self/autogroup", "utf8") : "";

async function said(argv: readonly [string, ...string[]]): Promise<unknown> {
  const { stdout } = await runner.run({ argv, timeLimitMs: 120_000 });
  return JSON.parse(Buffer.from(stdout).toString("utf8").trim().split("\n").at(-1) ?? "");
}

test("started by itself it steps back with its session", async () => {
  expect(await said([RUN, PROGRAM])).toEqual({ own: 10, session: grouped ? "10" : "no groups" });
});

test.runIf(grouped)("in a session of others it steps back alone", async () => {
  expect(await said(["sh", "-c", `"$0" "$1"; true`, RUN, PROGRAM])).toEqual({ own: 10, session: "0" });
});

test.runIf(grouped)("the session of whoever started it stays as it was", () => {
  expect(readFileSync("/proc/self/autogroup", "utf8")).toBe(before);
});
