import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createProcessRunner } from "../../src/system/index.ts";
import type { Report } from "./report.ts";

interface Figures {
  readonly sources: number;
  readonly binaries: number;
  readonly wallSeconds: number;
  readonly withLookUpsSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

const root = resolve(import.meta.dirname, "../..");
const LIMITS = { seconds: 8, megabytes: 600 };
const FETCH_LIMIT_MS = 30 * 60_000;

/** Eight suites of Debian for amd64, main: fetched once and kept between runs, then verified and read from the disk. */
export async function bench(report: Report): Promise<void> {
  const runner = createProcessRunner(tmpdir());
  const cache = join(tmpdir(), "sameday-bench-archive");
  const run = async (action: string): Promise<string> => {
    const argv = [
      join(root, "scripts/run-typescript"),
      join(root, "tests/bench/archive-load.ts"),
      action,
      cache,
    ] as const;
    const env = { SAMEDAY_NODE: process.execPath };
    return Buffer.from((await runner.run({ argv, env, timeLimitMs: FETCH_LIMIT_MS })).stdout).toString("utf8");
  };
  await run("fetch");
  const figures = JSON.parse(await run("load")) as Figures;
  const round = (value: number): number => Math.round(value * 100) / 100;
  report({ name: "source stanzas of eight suites", value: figures.sources, unit: "stanzas" });
  report({ name: "binary stanzas of eight suites", value: figures.binaries, unit: "stanzas" });
  report({ name: "verify and parse them", value: round(figures.wallSeconds), unit: "s", limit: LIMITS.seconds });
  report({ name: "the same with every look-up made", value: round(figures.withLookUpsSeconds), unit: "s" });
  report({ name: "processor time of it", value: round(figures.cpuSeconds), unit: "s" });
  report({ name: "peak of memory", value: Math.round(figures.peakMegabytes), unit: "MB", limit: LIMITS.megabytes });
}
