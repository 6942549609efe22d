import { expect, test } from "vitest";
import { checkScheduledRules } from "./check-rules.ts";

const audit = (rule: string | undefined) => ({ name: "a", title: "A", rule }) as never;
const places = new Map([["a", { file: "d.toml", line: 7, column: 8 }]]);

test("a rule that there is, and a class", async () => {
  expect(await checkScheduledRules([audit("unreadable"), audit(undefined)], places)).toEqual([]);
});

test("one that there is not, with its place and the nearest name", async () => {
  expect(await checkScheduledRules([audit("unredable")], places)).toMatchObject([
    {
      code: "distribution-dangling-name",
      place: { line: 7 },
      message: expect.stringContaining('Did you mean "unreadable"?'),
    },
  ]);
});
