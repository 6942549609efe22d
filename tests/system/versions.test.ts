import fc from "fast-check";
import { expect, test } from "vitest";
import { compareVersions } from "../../src/kernel/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

const runner = createProcessRunner("/nonexistent");

/** Asks dpkg itself: -1, 0 or 1. */
async function dpkgOrder(a: string, b: string): Promise<number> {
  for (const [relation, order] of [
    ["lt", -1],
    ["eq", 0],
  ] as const) {
    const argv = ["dpkg", "--compare-versions", a, relation, b] as const;
    const { exitCode } = await runner.run({ argv: [...argv], timeLimitMs: 10_000, okExitCodes: [0, 1] });
    if (exitCode === 0) return order;
  }
  return 1;
}

const part = fc.string({ unit: fc.constantFrom("0", "1", "10", "2", "a", "Z", "~", "+", "."), maxLength: 5 });
const version = fc
  .tuple(fc.constantFrom("", "0:", "1:", "01:"), fc.constantFrom("1", "2", "10"), part, fc.option(part))
  .map(([epoch, digit, upstream, revision]) => `${epoch}${digit}${upstream}${revision ? `-${revision}` : ""}`);

/** Half of the pairs differ in a suffix only: there the rules are subtle. */
const pair = fc.oneof(
  fc.tuple(version, version),
  fc.tuple(version, part).map(([a, suffix]): [string, string] => [a, `${a}${suffix}`]),
);

test("dpkg of this machine gives the same order on 300 generated pairs", async () => {
  const pairs = fc.sample(pair, { numRuns: 300, seed: 5612 });
  const differences: string[] = [];
  for (const [a, b] of pairs) {
    const theirs = await dpkgOrder(a, b);
    if (theirs !== compareVersions(a, b)) differences.push(`${a} ${b}: dpkg says ${theirs}`);
  }
  expect(differences).toEqual([]);
  expect(new Set(pairs.map(([a, b]) => compareVersions(a, b)))).toEqual(new Set([-1, 0, 1]));
});
