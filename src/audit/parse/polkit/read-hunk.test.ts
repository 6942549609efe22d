import fc from "fast-check";
import { expect, test } from "vitest";
import { createHunkReader } from "./read-hunk.ts";

/** `line result: who` of every answer. */
function answers(text: string): string[] {
  return createHunkReader()(text).value.answers.map(
    ({ line, result, actions, subjects, asksMore }) =>
      `${line} ${result}: ${actions?.map((each) => each.text).join(" ") ?? "any"} by ${subjects?.join(" ") ?? "anybody"}${asksMore ? ", and more" : ""}`,
  );
}

test.each([
  [
    "a whole rule",
    'polkit.addRule(function(action, subject) {\n  if (action.id == "a.b") return polkit.Result.YES;\n});',
    ["2 yes: a.b by anybody"],
  ],
  [
    "the middle of a function",
    '  if (action.id == "a.b" && subject.user == "kim") {\n    return polkit.Result.YES;\n  }\n  if (action.id == "c.d") {',
    ["2 yes: a.b by unix-user:kim, and more"],
  ],
  [
    "the end of a function and the start of another",
    '  if (subject.user == "kim") return polkit.Result.YES;\n});\n\npolkit.addRule(function(action, subject) {',
    ["1 yes: any by unix-user:kim, and more"],
  ],
  [
    "what follows the end of a block",
    '    return polkit.Result.NO;\n  } else if (subject.isInGroup("x")) {\n    return polkit.Result.YES;\n  }\n});',
    ["1 no: any by anybody, and more", "3 yes: any by unix-group:x, and more"],
  ],
  [
    "the end of a condition",
    '      action.id == "a.b") &&\n      subject.isInGroup("x")) {\n    return polkit.Result.YES;\n  }',
    ["3 yes: a.b by unix-group:x, and more"],
  ],
  ["text", "polkit.Result.YES is what it says, and more", []],
  ["an end without an answer", "  }\n});", []],
])("%s", (_, text, expected) => {
  expect(answers(text)).toEqual(expected);
});

test("junk ends", () => {
  const word = fc.constantFrom(..."if ( ) { } return polkit.Result.YES ; && action.id == 'x' else });".split(" "));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      for (const { line } of createHunkReader()(words.join(" ")).value.answers) expect(line).toBe(1);
    }),
    { numRuns: 50 },
  );
});

test("many hunks of junk take no long time", () => {
  const started = process.cpuUsage();
  const read = createHunkReader();
  const junk = `return polkit.Result.YES; } ) ${"if (a) { b(); }\n".repeat(500)} (`;
  for (let each = 0; each < 300; each += 1) expect(read(junk).value.answers).toEqual([]);
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(15_000);
});
