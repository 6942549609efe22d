import { expect, test } from "vitest";
import { mayFollow } from "./audit.ts";

test.each([
  ["case SEC-2026-0001", "full", false],
  ["cases", "full", false],
  ["case SEC-2026-0001", "auditor", true],
  ["cases", "assistant", true],
  ["U-41", "full", true],
  ["person pia", "full", true],
  ["caseless", "full", true],
] as const)("an entry about %s, for somebody who is %s: %s", (object, role, shown) => {
  expect(mayFollow({ object }, { role })).toBe(shown);
});
