import { describe, expect, test } from "vitest";
import type { Policy } from "../../distribution/index.ts";
import { type StepStatus, stepLabel } from "./state.ts";
import { stepsFor } from "./steps.ts";
import { type WaitingInput, waitsFor } from "./waits.ts";

const policy: Policy = {
  budgetHours: 24,
  approvals: 1,
  overrideApprovals: 2,
  keyWarningDays: [30],
  limits: { build: 60, prove: 60, test: 60, machine: 10, logBytes: 1e6 },
};
const now = new Date("2026-11-21T12:00:00Z");

function update(changes: Record<string, Partial<StepStatus & { message: string }>>, rest: Partial<WaitingInput> = {}) {
  const steps = stepsFor(["amd64"]).map((key) => ({
    ...key,
    state: "done" as StepStatus["state"],
    result: "passed" as StepStatus["result"],
    message: "",
    ...changes[stepLabel(key)],
  }));
  const input: WaitingInput = {
    state: "open",
    reason: "",
    uploader: "pia",
    uploaders: ["pia"],
    embargoed: false,
    embargoUntil: null,
    steps,
    approvers: [],
    overriders: [],
    ...rest,
  };
  return waitsFor(input, policy, now);
}

const waiting = { state: "waiting", result: null } as const;
const ready = { state: "ready", result: null } as const;

describe("what an update waits for", () => {
  test("an approval, by somebody who is not the uploader", () => {
    expect(update({ approve: ready, publish: waiting })).toMatchObject({
      on: "people",
      act: "approve",
      forWhom: "one full member who is not pia",
    });
  });

  test("a proof that found a difference waits for two overrides or a better source", () => {
    const waits = update({ approve: ready, "prove variation amd64": { result: "failed" } });
    expect(waits.act).toBe("judge");
    expect(waits.sentence).toContain("Prove variation amd64 did not pass");
    expect(waits.forWhom).toBe("2 full members to override, or pia with a better source");
  });

  test("after one override one more is missing, after two the approval opens", () => {
    const differs = { approve: ready, "test amd64": { result: "failed" } } as const;
    expect(update(differs, { overriders: ["leo"] }).forWhom).toContain("one full member to override");
    expect(update(differs, { overriders: ["leo", "mo"] }).act).toBe("approve");
  });

  test("a difference to the archive alone holds nothing", () => {
    expect(update({ approve: ready, "prove archive": { result: "failed" } }).act).toBe("approve");
  });

  test("a source that does not build waits for the uploader", () => {
    const waits = update({ "build amd64": { state: "failed", result: null, message: "make ended with 2." } });
    expect(waits).toMatchObject({ act: "mend", sentence: "Build amd64 could not be done: make ended with 2." });
    expect(waits.forWhom).toContain("pia");
  });

  test("an embargoed update waits for its hour, or for a word when it has none", () => {
    const approved = { publish: ready, tell: waiting, "machine amd64": waiting } as const;
    expect(update(approved, { embargoed: true })).toMatchObject({ on: "people", act: "publish" });
    const hour = new Date("2026-11-21T18:00:00Z");
    expect(update(approved, { embargoed: true, embargoUntil: hour })).toMatchObject({ on: "machine" });
  });

  test("says what is in the way of a step that is tried again by itself, of an embargoed publication too", () => {
    const message = "The clock says 11:00, but U-1 was approved at 12:00.";
    const held = update({ publish: { ...ready, message }, tell: waiting }, { embargoed: true });
    expect(held).toMatchObject({ on: "machine", sentence: `Publish is tried again by itself: ${message}` });
  });

  test("moves by itself while machines work, and says at what", () => {
    const working = update({ "build amd64": { state: "running", result: null }, queue: waiting, approve: waiting });
    expect(working).toMatchObject({ on: "machine", sentence: "Working: build amd64." });
  });

  test.each([
    ["published", "Published. Users have it."],
    ["withdrawn", "Withdrawn: superseded"],
    ["refused", "Refused: superseded"],
  ] as const)("%s updates wait for nobody", (state, sentence) => {
    expect(update({}, { state, reason: "superseded" })).toMatchObject({ on: "nobody", sentence });
  });
});
