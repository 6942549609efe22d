import { expect, test } from "vitest";
import { SamedayError } from "../../kernel/index.ts";
import { inOwnWords } from "./own-words.ts";

const text = { kind: "text", summary: "s" } as const;
const verb = { options: { overrideReason: text, bodyFile: text, until: text } };

test.each([
  ["override reason: at most 5 characters.", "overrideReason", "--override-reason: at most 5 characters."],
  ["body: at most 5 characters.", "body", "--body-file: at most 5 characters."],
  ["until: it is missing.", "until", "--until: it is missing."],
  ["severity: one of high, low.", "acts.0.severity", "severity: one of high, low."],
  ["There is no case.", undefined, "There is no case."],
])("%s", (message, path, expected) => {
  const error = new SamedayError("INPUT_INVALID", message, undefined, path === undefined ? {} : { path });
  const said = inOwnWords(error, verb);
  expect(said).toMatchObject({ message: expected, code: "INPUT_INVALID", details: error.details });
});

test("what is no error of ours stays as it is", () => {
  const fault = new TypeError("x");
  expect(inOwnWords(fault, verb)).toBe(fault);
});
