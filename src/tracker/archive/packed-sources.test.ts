import fc from "fast-check";
import { expect, test } from "vitest";
import { archiveOf } from "../testing.ts";
import { packSources, unpackSources } from "./packed-sources.ts";

const row = fc
  .tuple(
    fc.integer({ min: 0, max: 6 }),
    fc.constantFrom("bookworm", "bookworm/security", "trixie", "sid"),
    fc.constantFrom("1", "2:1.0-1+deb12u1", "0~git1"),
    fc.constantFrom("main", "contrib"),
  )
  .map(([name, suite, version, area]) => `p${name} ${suite} ${version} ${area}`);

test("what is asked for comes out as it went in, and nothing else does", () => {
  fc.assert(
    fc.property(fc.array(row), fc.uniqueArray(fc.integer({ min: 0, max: 8 })), (lines, asked) => {
      const whole = archiveOf(...lines);
      const names = asked.map((n) => `p${n}`);
      const again = unpackSources(structuredClone(packSources(whole)), new Set(names));
      expect(again.releases).toEqual(whole.releases);
      expect([...again.packages()]).toEqual([...whole.packages()].filter((name) => names.includes(name)));
      for (const name of Array.from({ length: 9 }, (_, n) => `p${n}`)) {
        expect(again.rowsOf(name)).toEqual(names.includes(name) ? whole.rowsOf(name) : []);
      }
    }),
    { numRuns: 200 },
  );
});
