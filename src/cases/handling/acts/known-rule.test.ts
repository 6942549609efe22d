import { expect, test } from "vitest";
import { requireKnownRule } from "./known-rule.ts";

const context = { auditRules: ["sudo-arguments", "unit-sandbox"] };
const learn = (rule?: string) => [{ act: "learn", lesson: "Bound it.", rule } as const];

test("a rule that there is, none, and another act", () => {
  requireKnownRule(context, learn("sudo-arguments"));
  requireKnownRule(context, learn());
  requireKnownRule({}, [{ act: "lesson-read" }]);
});

test.each([
  ["one that there is not", context, "sudo-argument", 'Did you mean "sudo-arguments"?'],
  ["any, where nobody knows the rules", {}, "sudo-arguments", "is no rule"],
])("refused: %s", (_what, known, rule, says) => {
  expect(() => requireKnownRule(known, learn(rule))).toThrow(
    expect.objectContaining({ code: "CASE_REFUSED", message: expect.stringContaining(says) }),
  );
});
