import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { compareVersions, isValidVersion } from "../../src/kernel/index.ts";

const repository = resolve(import.meta.dirname, "../..");
const reference = resolve(repository, process.env.SAMEDAY_REFERENCE ?? "../shared");
const file = join(reference, "tracker/gold/versions.tsv.gz");
const PAIRS = 20_000;

function readPairs(): string[][] {
  if (!existsSync(file)) throw new Error(`${file} is missing; set SAMEDAY_REFERENCE to the reference directory.`);
  const lines = gunzipSync(readFileSync(file)).toString("utf8").trimEnd().split("\n");
  return lines.filter((line) => !line.startsWith("#")).map((line) => line.split("\t"));
}

function answer(a: string, b: string): string {
  return isValidVersion(a) && isValidVersion(b) ? String(compareVersions(a, b)) : "x";
}

test("20,000 pairs are ordered, and refused, as dpkg does", () => {
  const pairs = readPairs();
  const differences = pairs.flatMap(([a = "", b = "", dpkg]) =>
    answer(a, b) === dpkg ? [] : [`${a} ${b}: dpkg ${dpkg}, we ${answer(a, b)}`],
  );
  expect(pairs).toHaveLength(PAIRS);
  expect(differences).toEqual([]);
});

test("each version of the pairs is refused exactly when dpkg refuses it", () => {
  const wrong = readPairs().flatMap(([a = "", b = "", , stateOfA, stateOfB]) => {
    const states: [string, string | undefined][] = [
      [a, stateOfA],
      [b, stateOfB],
    ];
    return states.filter(([version, state]) => isValidVersion(version) === (state === "2")).map(([version]) => version);
  });
  expect(wrong).toEqual([]);
});
