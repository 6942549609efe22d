import { expect, test } from "vitest";
import { z } from "zod";
import { SamedayError } from "../kernel/index.ts";
import { readInput } from "./read-input.ts";

const schema = z.strictObject({
  acts: z
    .array(
      z.strictObject({ act: z.string(), severity: z.enum(["high", "low"]).optional(), expires: z.string().optional() }),
    )
    .default([]),
  overrideReason: z.string().max(5).optional(),
  from: z.string().regex(/^\d/, { error: "a day begins with a digit" }).optional(),
  count: z.int().min(1).optional(),
});

function refused(input: unknown): { message: string; path: string | undefined } {
  try {
    readInput(schema, input);
  } catch (error) {
    if (!(error instanceof SamedayError) || error.code !== "INPUT_INVALID") throw error;
    return { message: error.message, path: error.details.path };
  }
  throw new Error("It was taken.");
}

test.each<[unknown, string, string | undefined]>([
  [{ acts: [{ act: "x", severity: "huge" }] }, "severity: one of high, low.", "acts.0.severity"],
  [{ acts: [{ act: "x" }, {}] }, "act: it is missing.", "acts.1.act"],
  [{ acts: [{ act: "x", colour: "red" }] }, "colour is not known here.", "acts.0"],
  [{ overrideReason: "too long" }, "override reason: at most 5 characters.", "overrideReason"],
  [{ from: "yesterday" }, "from: a day begins with a digit.", "from"],
  [{ from: 7 }, "from: a text is wanted.", "from"],
  [{ count: 0 }, "count: at least 1.", "count"],
  [{ acts: [7] }, "acts: an object is wanted.", "acts.0"],
  ["nothing", "An object is wanted.", undefined],
])("%j is refused in words, with the path for programs", (input, message, path) => {
  expect(refused(input)).toEqual({ message, path });
});

test("what is right comes as its schema says", () => {
  expect(readInput(schema, { from: "1" })).toEqual({ acts: [], from: "1" });
});
