import { expect, test } from "vitest";
import { idForms, isKnownForm } from "./ids.ts";

const trove = { ownIds: { prefix: "TROVE", digits: 3 } };
const none = { ownIds: undefined };

test.each([
  ["CVE-2026-1234", trove, true],
  ["CVE-2026-1234567", none, true],
  ["CVE-2026-123", trove, false],
  ["CVE-2026-123", none, false],
  ["cve-2026-1234", trove, false],
  ["CVE-2026-1234\nCVE-2026-1235", trove, false],
  ["TROVE-2026-006", trove, true],
  ["TROVE-2026-1006", trove, true],
  ["TROVE-2026-6", trove, false],
  ["TROVE-2026-0006", trove, false],
  ["TROVE-2026-", trove, false],
  ["TROVE", trove, false],
  ["ESA-2026-6", trove, false],
  ["own", trove, false],
  ["", trove, false],
  ["TROVE-2026-006", none, true],
  ["TROVE", none, false],
  ["own", none, false],
] as const)("%j under %j: %j", (id, policy, known) => expect(isKnownForm(id, policy)).toBe(known));

test("the forms that people are told are taken", () => {
  for (const policy of [trove, none]) {
    const told = idForms(policy).match(/[A-Z]+-2026-\d+/g) ?? [];
    expect(told.map((id) => isKnownForm(id, policy))).toEqual([true, true]);
  }
});
