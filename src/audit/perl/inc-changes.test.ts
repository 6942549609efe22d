import { expect, test } from "vitest";
import { imageOf } from "../entries/testing.ts";
import { problemsOf } from "../parse/parsed-of.ts";
import { incChangesOf } from "./inc-changes.ts";

test("junk that nobody can follow is a problem of its file alone", () => {
  const files = { "perl /a": "push @INC, ((".repeat(50_000), "perl /b": "use lib '.';\n" };
  const [junk, other] = imageOf(files).ofKind("perl");
  if (!junk || !other) throw new Error("two files");
  expect(incChangesOf(junk)).toEqual([]);
  expect(problemsOf(junk).map(({ code }) => code)).toContain("perl-lists");
  expect(incChangesOf(other)).toHaveLength(1);
});
