import { expect, test } from "vitest";
import { nextOwnId } from "./own-id.ts";
import { shippedPolicy } from "./testing.ts";

test.each([
  [[], "TROVE-2026-001"],
  [["TROVE-2026-001", "TROVE-2026-011", "TROVE-2026-006"], "TROVE-2026-012"],
  [["TROVE-2025-040", "CVE-2026-44602", "TROVE-2026-x", "TROVE-2026-"], "TROVE-2026-001"],
  [["TROVE-2026-999"], "TROVE-2026-1000"],
])("after %j comes %s", async (taken, next) => {
  expect(nextOwnId(await shippedPolicy("tor"), 2026, taken)).toBe(next);
});

test.each([
  [["TROVE-2026-001"], ["TROVE-2026-002", "TROVE-2026-003"], "TROVE-2026-004"],
  [["TROVE-2026-001"], ["TROVE-2026-900"], "TROVE-2026-002"],
  [["TROVE-2026-899"], ["TROVE-2026-900"], "TROVE-2026-901"],
  [["TROVE-2026-9999999999"], [], "TROVE-2026-10000000000"],
])("after %j, and %j once, comes %s", async (taken, once, next) => {
  expect(nextOwnId(await shippedPolicy("tor"), 2026, taken, once)).toBe(next);
});

test("a policy without numbers of its own gives none", async () => {
  expect(nextOwnId(await shippedPolicy("debian"), 2026, [])).toBeUndefined();
});
