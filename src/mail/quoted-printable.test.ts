import fc from "fast-check";
import { expect, test } from "vitest";
import { isSevenBit, quotedPrintable } from "./quoted-printable.ts";

const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 100 }),
      fc.constantFrom("From me", ".", "trail ", "a\tb", "=", "-- "),
      // Where a line is cut, what follows begins a line of the mail.
      fc.integer({ min: 60, max: 80 }).map((length) => `${"x".repeat(length)}From here`),
      fc.integer({ min: 70, max: 80 }).map((length) => `${"x".repeat(length)}.`),
    ),
  )
  .map((lines) => `${lines.join("\n").replaceAll("\r", "")}\n`);

test("quoted-printable comes back as it was, in short lines of plain characters without blanks at their ends", async () => {
  await fc.assert(
    fc.asyncProperty(text, async (written) => {
      const encoded = quotedPrintable(written);
      for (const line of encoded.split("\r\n")) {
        expect(line.length).toBeLessThanOrEqual(76);
        expect(line).toMatch(/^[\t\x20-\x7e]*$/);
        expect(line).not.toMatch(/[ \t]$|^From |^\.$/);
      }
      const decoded = Buffer.from(
        encoded
          .replaceAll("=\r\n", "")
          .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
        "latin1",
      );
      expect(decoded.toString("utf8").replaceAll("\r\n", "\n")).toBe(written);
    }),
  );
});

test.each([
  ["Hello\n", true],
  ["", true],
  ["Hello \n", false],
  ["From here\n", false],
  ["ü\n", false],
  [`${"x".repeat(77)}\n`, false],
  [".\n", false],
])("%j travels as it is: %s", (written, as) => expect(isSevenBit(written)).toBe(as));
