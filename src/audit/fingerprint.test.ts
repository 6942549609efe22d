import fc from "fast-check";
import { expect, test } from "vitest";
import { createFingerprints, fingerprintOf, normalLine } from "./fingerprint.ts";

test("a finding is known by rule, path, line, and which of the equal lines it is", () => {
  const word = fc.constantFrom("a", "b", "a ", " a", "a  b", "a b", "");
  const places = fc.array(fc.tuple(fc.constantFrom("r", "s"), fc.constantFrom("p", "q"), word), { maxLength: 40 });
  fc.assert(
    fc.property(places, (found) => {
      const fingerprint = createFingerprints();
      const seen = new Map<string, number>();
      for (const [rule, path, line] of found) {
        const key = JSON.stringify([rule, path, normalLine(line)]);
        const ordinal = seen.get(key) ?? 0;
        seen.set(key, ordinal + 1);
        expect(fingerprint(rule, path, line)).toBe(fingerprintOf(rule, path, normalLine(line), ordinal));
      }
    }),
    { numRuns: 200 },
  );
});

test("many findings on one long line take no longer than the line and their number", () => {
  const fingerprint = createFingerprints();
  const line = "chmod u+s ".repeat(50_000);
  const started = process.cpuUsage();
  const found = new Set(Array.from({ length: 30_000 }, () => fingerprint("r", "p", line)));
  expect(found.size).toBe(30_000);
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(5_000);
});
