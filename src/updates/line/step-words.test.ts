import { describe, expect, test } from "vitest";
import type { StepStatus } from "./state.ts";
import { doneFor, notProvedSentence, workSentence } from "./step-words.ts";

/** `prove variation amd64 running`. */
function step(text: string, result: StepStatus["result"] = null): StepStatus {
  const words = text.split(" ");
  const kinds = ["variation", "recreation", "archive"];
  return {
    step: words[0] as StepStatus["step"],
    kind: (words.find((word) => kinds.includes(word)) ?? "") as StepStatus["kind"],
    architecture: words.find((word) => ["amd64", "i386"].includes(word)) ?? "",
    state: words.at(-1) as StepStatus["state"],
    result,
  };
}

describe("what machines do", () => {
  test.each([
    [["build amd64 running"], "Being built for amd64."],
    [["build amd64 running", "build i386 running"], "Being built for amd64 and i386."],
    [
      ["build amd64 running", "build i386 ready"],
      "Being built for amd64. To be built for i386 as soon as a builder is free.",
    ],
    [["build amd64 ready", "build i386 ready"], "To be built for amd64 and i386 as soon as a builder is free."],
    [
      [
        "prove variation amd64 running",
        "prove recreation amd64 ready",
        "prove variation i386 ready",
        "prove archive ready",
      ],
      "Being built again for amd64. To be built again for i386 as soon as a builder is free. About to be compared with the archive.",
    ],
    [["test amd64 running", "review running"], "Being tested for amd64 and reviewed."],
    [["publish ready"], "About to be published."],
    [["tell running"], "Being announced."],
    [["machine amd64 ready"], "To be tried on a machine for amd64 as soon as a builder is free."],
    [[], ""],
  ])("%j", (steps, sentence) => expect(workSentence(steps.map((text) => step(text)))).toBe(sentence));
});

describe("why an approval is kept back", () => {
  test.each([
    [[step("prove variation amd64 done", "failed")], "The second build differs for amd64."],
    [
      [step("prove variation amd64 done", "failed"), step("prove recreation i386 done", "failed")],
      "The second build differs for amd64 and i386.",
    ],
    [[step("prove recreation amd64 failed")], "It could not be built again for amd64."],
    [
      [step("test amd64 done", "failed"), step("test i386 failed")],
      "Tests failed for amd64. The tests could not be run for i386.",
    ],
  ])("%#", (held, sentence) => expect(notProvedSentence(held)).toBe(sentence));
});

test.each([
  ["build i386 failed", "built for i386"],
  ["publish failed", "published"],
  ["queue failed", "put into the queue"],
])("%s", (text, words) => expect(doneFor(step(text))).toBe(words));
