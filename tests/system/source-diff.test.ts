import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyHunks, parseSourceDiff } from "../../src/debian/index.ts";
import { SamedayError } from "../../src/kernel/index.ts";

/** More with SAMEDAY_RUNS; a run that failed comes again with SAMEDAY_SEED. */
const RUNS = Number(process.env.SAMEDAY_RUNS ?? 1500);
const SEED = Number(process.env.SAMEDAY_SEED ?? randomInt(2 ** 31));

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "source-diff-"));
});
afterAll(() => rmSync(place, { recursive: true }));

const lines = fc.array(fc.constantFrom("a\n", "b\n", "\n", "c\r\n"), { maxLength: 8 });

interface Wish {
  readonly at: number;
  readonly removed: number;
  readonly added: readonly string[];
  readonly context: readonly [number, number];
  /** How far from the truth the head says it is. */
  readonly shift: number;
}

const wishes: fc.Arbitrary<Wish> = fc.record({
  at: fc.nat(8),
  removed: fc.nat(2),
  added: fc.array(fc.constantFrom("a\n", "x\n", "\n"), { maxLength: 2 }),
  context: fc.tuple(fc.nat(3), fc.nat(3)),
  shift: fc.oneof({ arbitrary: fc.constant(0), weight: 8 }, { arbitrary: fc.integer({ min: -2, max: 2 }), weight: 1 }),
});

/** A hunk about these lines, as `diff -u` writes one, with as much around it as wished on each side. */
function hunk(old: readonly string[], wish: Wish, drift: number): { text: string; drift: number } {
  const at = Math.min(wish.at, old.length);
  const from = Math.max(0, at - wish.context[0]);
  const behind = Math.min(old.length, at + wish.removed);
  const to = Math.min(old.length, behind + wish.context[1]);
  const show = (sign: string) => (line: string) =>
    `${sign}${line.endsWith("\n") ? line : `${line}\n\\ No newline at end of file\n`}`;
  const body = [
    ...old.slice(from, at).map(show(" ")),
    ...old.slice(at, behind).map(show("-")),
    ...wish.added.map(show("+")),
    ...old.slice(behind, to).map(show(" ")),
  ];
  const count = to - from;
  const now = count - (behind - at) + wish.added.length;
  const start = Math.max(0, (count === 0 ? from : from + 1) + wish.shift);
  const newStart = Math.max(0, start + drift);
  return { text: `@@ -${start},${count} +${newStart},${now} @@\n${body.join("")}`, drift: drift + now - count };
}

const cases = fc
  .record({
    old: fc.option(fc.tuple(lines, fc.boolean())),
    hunks: fc.array(wishes, { minLength: 1, maxLength: 2 }),
    names: fc.oneof(
      { arbitrary: fc.constant(["p.orig/f", "p/f"]), weight: 8 },
      {
        arbitrary: fc.constantFrom(
          ["/dev/null", "p/f"],
          ["p/f", "/dev/null"],
          ["p/f\t1970-01-01 00:00:00 +0000", "p/f"],
        ),
        weight: 3,
      },
    ),
    noise: fc.oneof(
      { arbitrary: fc.constant(""), weight: 8 },
      {
        arbitrary: fc.constantFrom(
          "Index: p/g\n",
          "diff --git a/f b/g\nrename from f\nrename to g\n",
          "deleted file mode 100644\n",
          "\n",
        ),
        weight: 1,
      },
    ),
  })
  .map(({ old, hunks, names, noise }) => {
    const content = old?.[0].join("");
    const text = old?.[1] ? content?.replace(/\n$/, "") : content;
    const parts = text?.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    let drift = 0;
    const body = hunks.map((wish) => {
      const made = hunk(parts, wish, drift);
      drift = made.drift;
      return made.text;
    });
    return { old: text, diff: `${noise}--- ${names[0]}\n+++ ${names[1]}\n${body.join("")}` };
  });

test(`what a .diff.gz is said to do, patch(1) does as dpkg-source calls it (seed ${SEED})`, () => {
  console.info(`source-diff: seed ${SEED}, ${RUNS} runs`);
  const seen = { refused: 0, failed: 0, agreed: 0 };
  fc.assert(
    fc.property(cases, ({ old, diff }) => {
      let expected: Uint8Array | undefined;
      try {
        const [file] = parseSourceDiff(Buffer.from(diff), "p.diff.gz");
        expected = file && applyHunks(file, old === undefined ? undefined : Buffer.from(old));
      } catch (error) {
        if (!(error instanceof SamedayError)) throw error;
        seen.refused += 1;
        return;
      }
      const tree = mkdtempSync(join(place, "tree-"));
      if (old !== undefined) writeFileSync(join(tree, "f"), old);
      const argv = ["-t", "-F", "0", "-N", "-p1", "-u", "-V", "never", "-b", "-z", ".dpkg-orig"];
      try {
        execFileSync("patch", argv, { cwd: tree, input: diff, stdio: "pipe" });
      } catch {
        seen.failed += 1;
        return;
      }
      const there = readdirSync(tree).filter((name) => name !== "f.dpkg-orig");
      expect(there).toEqual(expected ? ["f"] : []);
      if (expected) expect(readFileSync(join(tree, "f")).toString()).toBe(Buffer.from(expected).toString());
      seen.agreed += 1;
    }),
    { numRuns: RUNS, seed: SEED },
  );
  console.info(`source-diff: ${JSON.stringify(seen)}`);
  for (const count of [seen.refused, seen.agreed]) expect(count).toBeGreaterThan(RUNS / 20);
});
