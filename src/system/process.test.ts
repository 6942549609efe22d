import { describe, expect, test } from "vitest";
import { SamedayError } from "../kernel/index.ts";
import { createProcessRunner } from "./process.ts";

const runner = createProcessRunner("/nonexistent");

describe("process runner", () => {
  test("gives output, exit code and a scrubbed environment", async () => {
    process.env.SAMEDAY_TEST_SECRET = "must not be inherited";
    const finished = await runner.run({ argv: ["env"], timeLimitMs: 5000 });
    delete process.env.SAMEDAY_TEST_SECRET;
    const names = Buffer.from(finished.stdout)
      .toString()
      .trim()
      .split("\n")
      .map((line) => line.split("=")[0]);
    const git = ["GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_VALUE_0"];
    expect(names.sort()).toEqual([...git, "HOME", "LANG", "LC_ALL", "PATH", "TZ"]);
  });

  test("feeds input and captures a log of both streams", async () => {
    const log: string[] = [];
    const finished = await runner.run({
      argv: ["sh", "-c", "cat; echo warned >&2"],
      input: "hello",
      timeLimitMs: 5000,
      log: (chunk) => log.push(Buffer.from(chunk).toString()),
    });
    expect(Buffer.from(finished.stdout).toString()).toBe("hello");
    expect(log.join("")).toContain("warned");
  });

  test("hands output on as it comes, within its limit", async () => {
    let bytes = 0;
    const take = (chunk: Uint8Array): void => {
      bytes += chunk.length;
    };
    const finished = await runner.run({ argv: ["head", "-c", "300000", "/dev/zero"], timeLimitMs: 5000, output: take });
    expect(bytes).toBe(300_000);
    expect(finished.stdout).toHaveLength(0);
    const endless = runner.run({ argv: ["yes"], timeLimitMs: 5000, maxOutputBytes: 1000, output: take });
    await expect(endless).rejects.toMatchObject({ code: "PROCESS_OUTPUT_TOO_LARGE" });
  });

  test("a taker that answers a promise holds the program back; one that breaks it ends the program", async () => {
    let inside = 0;
    let most = 0;
    let bytes = 0;
    const slow = async (chunk: Uint8Array): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      bytes += chunk.length;
      await new Promise((resolve) => setTimeout(resolve, 2));
      inside -= 1;
    };
    await runner.run({ argv: ["head", "-c", "2000000", "/dev/zero"], timeLimitMs: 5000, output: slow });
    expect(bytes).toBe(2_000_000);
    expect(most).toBeLessThanOrEqual(2);
    const broken = (): Promise<void> => Promise.reject(new SamedayError("DISK_FULL", "No space."));
    await expect(runner.run({ argv: ["yes"], timeLimitMs: 5000, output: broken })).rejects.toMatchObject({
      code: "DISK_FULL",
    });
    const never = (): Promise<void> => new Promise(() => undefined);
    await expect(runner.run({ argv: ["yes"], timeLimitMs: 200, output: never })).rejects.toMatchObject({
      code: "PROCESS_TIMED_OUT",
    });
  });

  test.each([
    ["exit code", ["false"], {}, "PROCESS_FAILED"],
    ["missing program", ["no-such-program-here"], {}, "TOOL_MISSING"],
    ["time limit", ["sleep", "30"], { timeLimitMs: 100 }, "PROCESS_TIMED_OUT"],
    ["output limit", ["yes"], { maxOutputBytes: 1000 }, "PROCESS_OUTPUT_TOO_LARGE"],
  ] as const)("refuses: %s", async (_name, argv, options, code) => {
    await expect(runner.run({ argv: argv as never, timeLimitMs: 5000, ...options })).rejects.toMatchObject({ code });
  });

  test("a time limit ends grandchildren too", async () => {
    const marker = `sleep 97.${process.pid}`;
    await expect(runner.run({ argv: ["sh", "-c", `${marker} & wait`], timeLimitMs: 200 })).rejects.toMatchObject({
      code: "PROCESS_TIMED_OUT",
    });
    const found = await runner.run({ argv: ["pgrep", "-f", `^${marker}`], timeLimitMs: 5000, okExitCodes: [0, 1] });
    expect(found.exitCode).toBe(1);
  });
});
