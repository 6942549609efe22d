import { join } from "node:path";
import { createProcessRunner } from "../../src/system/index.ts";
import type { Report } from "./report.ts";

const ROOT = join(import.meta.dirname, "../..");
const PAIRS = 500_000;

/** How long the command line takes to start, beside Node alone; how fast versions are compared as a stream. */
export async function bench(report: Report): Promise<void> {
  const runner = createProcessRunner("/nonexistent");
  const sameday = join(ROOT, "sameday");
  const env = { PATH: `${join(process.execPath, "..")}:/usr/bin:/bin` };
  const best = async (argv: readonly [string, ...string[]], input = ""): Promise<number> => {
    const times: number[] = [];
    for (let i = 0; i < 7; i += 1)
      times.push((await runner.run({ argv, env, input, timeLimitMs: 60_000 })).milliseconds);
    return Math.round(Math.min(...times));
  };
  // The first start prepares the checkout; it is not what is measured.
  await runner.run({ argv: [sameday, "--version"], env, timeLimitMs: 600_000 });
  const node = await best([process.execPath, "-e", "0"]);
  report({ name: "start, --version", value: await best([sameday, "--version"]), unit: "ms", limit: 200, peer: node });
  report({ name: "start, --help", value: await best([sameday, "--help"]), unit: "ms", limit: 200, peer: node });

  const pairs = Array.from(
    { length: PAIRS },
    (_, i) => `1:${i % 977}.${i % 13}-${i % 5}\t1:${(i * 7) % 977}.${i % 11}-1\n`,
  ).join("");
  const { milliseconds } = await runner.run({
    argv: [sameday, "debian", "compare-versions"],
    env,
    input: pairs,
    timeLimitMs: 60_000,
  });
  report({ name: "compare-versions", value: Math.round(PAIRS / (milliseconds / 1000)), unit: "pairs/s" });
}
