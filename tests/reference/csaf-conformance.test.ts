import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { CSAF_TEST_NUMBERS, csafTestFaults } from "../../src/advisories/csaf-tests/check-csaf.ts";

/**
 * The documents by which OASIS proves validators (https://github.com/oasis-tcs/csaf, `csaf_2.0/test/validator/data`): each
 * fails or passes one test of the standard. Read from the reference data, `csaf-testcases/`.
 */
const DATA = resolve(import.meta.dirname, "../..", process.env.SAMEDAY_REFERENCE ?? "../shared", "csaf-testcases");

interface Case {
  readonly id: string;
  readonly failures?: readonly { readonly name: string }[];
  readonly valid?: readonly { readonly name: string }[];
}

/** Refused though the standard takes it: what cannot be judged here (CVSS 2 and 3.0, environments) does not pass. */
const STRICTER = new Set([
  ...["6-1-08-13", "6-1-09-12"],
  ...["6-2-19-11", "6-2-19-12", "6-2-19-13", "6-2-19-14", "6-2-19-15", "6-2-19-16"],
]);
/** A wrong CVSS 2, which test 6.1.8 refuses here already. */
const ELSEWHERE = new Set(["6-1-09-03"]);

test.skipIf(!existsSync(DATA))(
  "OASIS's documents fail and pass as they should, or are refused for a reason that is said",
  () => {
    const { tests } = JSON.parse(readFileSync(join(DATA, "testcases.json"), "utf8")) as {
      readonly tests: readonly Case[];
    };
    const wrong: string[] = [];
    let judged = 0;
    for (const { id, failures = [], valid = [] } of tests) {
      const number = id.replace(/\.0+(\d)/g, ".$1");
      if (!CSAF_TEST_NUMBERS.includes(number)) continue;
      const judge = (name: string): { readonly short: string; readonly fails: boolean; readonly any: boolean } => {
        const { mandatory, optional } = csafTestFaults(JSON.parse(readFileSync(join(DATA, name), "utf8")));
        judged += 1;
        const short = /2021-([\d-]+)\.json$/.exec(name)?.[1] ?? name;
        return {
          short,
          fails: [...mandatory, ...optional].some(({ test }) => test === number),
          any: mandatory.length > 0,
        };
      };
      for (const { name } of failures) {
        const { short, fails, any } = judge(name);
        if (!fails && !(ELSEWHERE.has(short) && any)) wrong.push(`${short} passes`);
      }
      for (const { name } of valid) {
        const { short, fails } = judge(name);
        if (fails !== STRICTER.has(short)) wrong.push(`${short} ${fails ? "fails" : "passes"}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(judged).toBeGreaterThan(190);
  },
);
