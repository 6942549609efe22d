import fc from "fast-check";
import { expect, test } from "vitest";
import { readSudoers } from "../../src/audit/parse/sudoers/read-sudoers.ts";
import { hasErrors } from "../../src/kernel/index.ts";
import { faulty, sudoersText } from "./sudoers-files.ts";
import { converted, flattened, visudoTakes } from "./sudoers-kit.ts";

/* The parser beside sudo's own: cvtsudoers says what a file means, visudo whether it is one. */

/** The same files every time, and others when more are asked for. */
const RUNS = process.env.SAMEDAY_SUDOERS_RUNS;
const SETTINGS = RUNS === undefined ? { numRuns: 120, seed: 20_261_122 } : { numRuns: Number(RUNS) };

test("what cvtsudoers reads, the parser reads", { timeout: 6_000_000 }, () => {
  fc.assert(
    fc.property(sudoersText, (text) => {
      const theirs = converted(text);
      const { value, problems } = readSudoers(text);
      expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
      expect(theirs).toBeDefined();
      expect(flattened(value)).toEqual(theirs);
    }),
    SETTINGS,
  );
});

test("what visudo refuses has a problem, and what it takes means the same", { timeout: 6_000_000 }, () => {
  fc.assert(
    fc.property(faulty, (text) => {
      const { value, problems } = readSudoers(text);
      if (!visudoTakes(text)) expect(problems).not.toEqual([]);
      else {
        expect(hasErrors(problems)).toBe(false);
        expect(flattened(value)).toEqual(converted(text));
      }
    }),
    SETTINGS,
  );
});
