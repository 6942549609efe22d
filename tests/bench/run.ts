import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "./report.ts";

/**
 * Runs the benchmarks, all of them or those that are named: `make bench`, `scripts/run-typescript tests/bench/run.ts cli`.
 * Ends with 1 when a figure is over its limit.
 */
const names = readdirSync(import.meta.dirname).flatMap((file) => /^(.+)\.bench\.ts$/.exec(file)?.[1] ?? []);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark ${unknown.join(", ")}; there are ${names.join(", ")}.\n`);
  process.exit(2);
}

for (const name of wanted.length > 0 ? wanted : names) {
  const { bench } = (await import(join(import.meta.dirname, `${name}.bench.ts`))) as {
    bench: (report: Report) => Promise<void>;
  };
  await bench(({ name: what, value, unit, limit, peer }) => {
    const over = limit !== undefined && value > limit;
    if (over) process.exitCode = 1;
    const beside = [limit !== undefined && `limit ${limit}`, peer !== undefined && `peer ${peer}`].filter(Boolean);
    process.stdout.write(
      `${name}: ${what}: ${value} ${unit}${beside.length > 0 ? ` (${beside.join(", ")})` : ""}${over ? "  OVER" : ""}\n`,
    );
  });
}
