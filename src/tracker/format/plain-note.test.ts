import fc from "fast-check";
import { expect, test } from "vitest";
import { parseNoteLine } from "./parse-note.ts";
import { plainNote } from "./plain-note.ts";
import { createWords } from "./words.ts";

/** The note that stands in the middle of a file, by both readers. */
function read(body: string, words = createWords()) {
  const text = `CVE-2026-1000\n\t${body}\n`;
  const from = text.length - body.length - 1;
  const list = { text, bytes: Buffer.from(text, "latin1") };
  return { quick: plainNote(list, from, from + body.length, 2, words), slow: parseNoteLine(body, 2) };
}

test.each([
  "- curl",
  "- curl 8.0-1",
  "- curl 8.0-1 (low; bug #123456; bug #7)",
  "- curl (unimportant)",
  "- curl <unfixed> (bug #1)",
  "- libstdc++6 1:8~rc1-1+deb12u1",
  "[bookworm] - curl 7.88.1-10+deb12u1",
  "[bullseye] - curl <no-dsa> (Minor issue (really))",
  "[sid] - curl <not-affected> ()",
  "- curl <itp> (bug #12)",
])("%s is read at once, as the grammar has it", (body) => {
  const { quick, slow } = read(body);
  expect(quick).toBeDefined();
  expect(quick).toEqual(slow);
});

test.each([
  "-  curl 1.0",
  "- curl  1.0",
  "- curl 1.0  (low)",
  "- curl 1_0",
  "- curl 1.0-",
  "- curl <unfixd>",
  "- curl <unfixed",
  "- curl (low",
  "- curl (low)x",
  "- curl (lowest)",
  "- curl <itp>",
  "- curl <no-dsa> (x)",
  "[bookworm] - curl <no-dsa>",
  "[Bookworm] - curl 1.0",
  "[-] - curl 1.0",
  "[bookworm]- curl 1.0",
  "[] - curl",
  "- curl <not-affected> (a\rb)",
  "- ",
])("%s is left to the grammar", (body) => {
  expect(read(body).quick).toBeUndefined();
});

test("whatever is read at once is what the grammar says", () => {
  /** The parts of a note in their order, each well made twice as often as not. */
  const line = fc.tuple(
    fc.constantFrom("", "", "[bookworm] ", "[sid] ", "[Sid] ", "[] ", "[sid]"),
    fc.constantFrom("- ", "- ", "- ", "-", "-  "),
    fc.constantFrom("curl", "libc++", "x1", "", "_", "\u00e9"),
    fc.constantFrom("", " 1.0-1", " 1:2~a", " <unfixed>", " <no-dsa>", " <itp>", " 1_0", " <x", " 1:", "\t1", "  2"),
    fc.constantFrom("", " (bug #1)", " (low; bug #2)", " (text)", " ()", " (a\rb)", " (", ")", "x", " (low) x"),
  );
  const words = createWords();
  let quickly = 0;
  fc.assert(
    fc.property(line, (parts) => {
      const body = parts.join("").trim();
      const { quick, slow } = read(body, words);
      if (quick === undefined) return;
      quickly += 1;
      expect(quick).toEqual(slow);
    }),
    { numRuns: 10_000 },
  );
  expect(quickly).toBeGreaterThan(100);
});
