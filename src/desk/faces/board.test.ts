import { expect, test } from "vitest";
import type { Distribution } from "../../distribution/index.ts";
import { DAY_MS } from "../../kernel/index.ts";
import type { SigningKey } from "../../signer/index.ts";
import { warningsOf } from "./board.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const DESK = { policy: { keyWarningDays: [90, 30, 7] } } as unknown as Distribution;

function warnings(...daysLeft: readonly number[]) {
  const keys = daysLeft.map((days, index): SigningKey => {
    const expires = new Date(NOW.getTime() + days * DAY_MS).toISOString();
    return {
      use: "archive",
      fingerprint: String(index).repeat(40),
      created: "",
      expires,
      state: "signing",
      publicKey: "",
    };
  });
  return warningsOf({ keys, suites: [], builders: [], hidden: new Set() }, DESK, NOW);
}

test.each([
  [91, undefined],
  [90, "soon"],
  [8, "soon"],
  [7, "late"],
  [-1, "late"],
])("a key with %d days left is %s", (days, severity) => {
  expect(warnings(days)[0]?.severity).toBe(severity);
});

test("says which key, when, and what to do; the worst first", () => {
  const [first, second] = warnings(20, 3);
  expect(first).toMatchObject({ severity: "late", sentence: expect.stringContaining("1111 expires in 3 days, on") });
  expect(second).toMatchObject({ severity: "soon", next: expect.stringContaining("rotate begin") });
});

test("a signer that does not answer is said instead", () => {
  const facts = { keys: null, suites: [], builders: [], hidden: new Set<string>() };
  expect(warningsOf(facts, DESK, NOW)).toMatchObject([{ sentence: expect.stringContaining("signer does not answer") }]);
});
