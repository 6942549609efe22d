import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDisclosure, nameInMessage } from "./disclosed-names.ts";

const digits = fc.integer({ min: 0, max: 999_999_999 }).map((number) => `S-${String(number).padStart(9, "0")}`);
const names = fc.oneof(
  fc.integer({ min: 1000, max: 999_999 }).map((number) => `CVE-2026-${number}`),
  fc.constant("TEMP-1012345-0A1B2C"),
);

test("whoever reads the message of a disclosure finds the name of each issue, and of no other", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(digits, { minLength: 1, maxLength: 6 }),
      fc.infiniteStream(names),
      digits,
      (ids, more, other) => {
        const given = ids.map(() => more.next().value as string);
        const message = formatDisclosure({ ids, names: given });
        expect(ids.map((id) => nameInMessage(message, id))).toEqual(given);
        if (!ids.includes(other)) expect(nameInMessage(message, other)).toBeUndefined();
      },
    ),
  );
});

test("its form is what git shows", () => {
  const words = { ids: ["S-204817365", "S-765432198"], names: ["CVE-2026-1000", "CVE-2026-4000"] };
  expect(formatDisclosure(words)).toBe(
    "Disclose CVE-2026-1000 CVE-2026-4000\n\nSealed: S-204817365\nSealed: S-765432198",
  );
});

test.each([
  ["of another kind of commit", "CVE-2026-1000: postpone\n\nSealed: S-204817365"],
  ["that names fewer issues", "Disclose CVE-2026-1000\n\nSealed: S-204817365\nSealed: S-765432198"],
  ["in which the line stands in a sentence", "Disclose CVE-2026-1000\n\nnot Sealed: S-204817365 at all"],
])("a message %s says nothing", (_, message) => {
  expect(nameInMessage(message, "S-204817365")).toBeUndefined();
});
