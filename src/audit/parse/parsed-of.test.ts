import { expect, test } from "vitest";
import type { AuditedFile } from "../model.ts";
import { parsedOf, problemsOf } from "./parsed-of.ts";
import { readPerl } from "./perl/read-perl.ts";

/** A file that counts how often its text is asked for. */
function file(path: string, text: string): AuditedFile & { readonly asked: () => number } {
  let asked = 0;
  return {
    ...{
      path,
      installedPath: undefined,
      fate: "image",
      kind: "perl",
      mode: 0o644,
      owner: undefined,
      size: text.length,
    },
    text() {
      asked += 1;
      return text;
    },
    asked: () => asked,
  };
}

test("a program is read once however many rules ask", () => {
  const program = file("a", "print 1;\n");
  expect(parsedOf(program, readPerl)).toBe(parsedOf(program, readPerl));
  expect(program.asked()).toBe(1);
});

test("values of programs that were not asked for since are let go, and read again; their problems stay", () => {
  const first = file("first", "print 'never closed;\n");
  const before = parsedOf(first, readPerl);
  expect(before.problems).not.toEqual([]);
  const pod = `print 1;\n=pod\n\n${"word ".repeat(100_000)}\n\n=cut\n`;
  const others = Array.from({ length: 20 }, (_, at) => file(`${at}`, pod));
  for (const other of others) parsedOf(other, readPerl);
  parsedOf(others.at(-1) as AuditedFile, readPerl);
  expect(others.at(-1)?.asked()).toBe(1);
  expect(problemsOf(first)).toEqual(before.problems);
  expect(first.asked()).toBe(1);
  expect(parsedOf(first, readPerl)).toEqual(before);
  expect(first.asked()).toBe(2);
  expect(problemsOf(first)).toEqual(before.problems);
});

test("a program that is asked for between others is kept, and one larger than all that is kept is read", () => {
  const often = file("often", "print 1;\n");
  const pod = `print 1;\n=pod\n\n${"word ".repeat(100_000)}\n\n=cut\n`;
  for (let at = 0; at < 20; at += 1) {
    parsedOf(often, readPerl);
    parsedOf(file(`${at}`, pod), readPerl);
  }
  expect(often.asked()).toBe(1);
  const huge = file("huge", `print 1;\n=pod\n\n${"word ".repeat(2_000_000)}`);
  expect(parsedOf(huge, readPerl).value.statements).toHaveLength(1);
  expect(parsedOf(huge, readPerl)).toBe(parsedOf(huge, readPerl));
});
