import { describe, expect, test } from "vitest";
import type { Policy } from "../../distribution/index.ts";
import { type StepStatus, stepLabel } from "./state.ts";
import { stepsFor } from "./steps.ts";
import { type WaitingInput, waitsFor } from "./waits.ts";

const policy: Policy = {
  budgetHours: 24,
  approvals: 1,
  approvalDays: 7,
  overrideApprovals: 2,
  keyWarningDays: [30],
  missingIndex: "wait",
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
    issues: [],
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

  test.each([
    [6, "It needs an approval."],
    [10, "It needs an approval, which counts for seven days and can be given from Tue 24 Nov 2026 12:01 UTC on."],
  ])("an approval has to outlast the embargo: %d days from now", (days, sentence) => {
    const embargoUntil = new Date(now.getTime() + days * 24 * 3_600_000);
    const held = update({ approve: ready, publish: waiting }, { embargoed: true, embargoUntil });
    expect(held).toMatchObject({ on: "people", act: "approve" });
    expect(held.sentence).toContain(sentence);
  });

  test.each([
    [["S-204817365"], "It lapses when S-204817365 is disclosed, and is asked for again then."],
    [["CVE-2026-1000", "S-204817365", "S-765432198"], "It lapses when S-204817365 and S-765432198 are disclosed,"],
  ])("an approval of %j, and the approver is told for how long", (issues, sentence) => {
    const held = update({ approve: ready, publish: waiting }, { embargoed: true, issues });
    expect(held).toMatchObject({ on: "people", act: "approve" });
    expect(held.sentence).toContain(`It needs an approval. ${sentence}`);
  });

  test.each([null, new Date(now.getTime() - 1), new Date(now.getTime() + 3_600_000)])(
    "the disclosure of a sealed issue, wherever its hour %s is",
    (embargoUntil) => {
      const held = update({ publish: ready }, { embargoed: true, embargoUntil, issues: ["S-204817365"] });
      expect(held).toMatchObject({ on: "people", act: "disclose" });
      expect(held.sentence).toContain("It goes out when S-204817365 is disclosed");
      const plain = update({ publish: ready }, { embargoed: true, embargoUntil, issues: ["CVE-2026-1000"] });
      expect(plain.act).toBe("publish");
    },
  );

  test("whoever approves or judges is told without which suite it was built, and why", () => {
    const without = " Without packages of bookworm-security, whose index for i386 could not be fetched: it is stale.";
    const built = { "build amd64": { message: `Built on ash; 3 packages.${without}` } };
    expect(update({ approve: ready, ...built }).sentence).toBe(
      `Built, reproduced and tested.${without} It needs an approval.`,
    );
    expect(update({ approve: ready, ...built, "test amd64": { result: "failed" } }).sentence).toContain(without);
  });

  test("a missing index, by itself", () => {
    const message = "The index of bookworm-security for amd64 is missing.";
    expect(update({ "build amd64": { ...ready, message }, approve: waiting })).toMatchObject({
      on: "machine",
      sentence: `It could not be built for amd64 yet, and is tried again by itself: ${message}`,
    });
  });

  test("a proof that found a difference waits for two overrides or a better source", () => {
    const waits = update({ approve: ready, "prove variation amd64": { result: "failed" } });
    expect(waits.act).toBe("judge");
    expect(waits.sentence).toContain("The second build differs for amd64.");
    expect(waits.forWhom).toBe("two full members to override, or pia with a better source");
  });

  test("after one override one more is missing, after two the approval opens", () => {
    const differs = { approve: ready, "test amd64": { result: "failed" } } as const;
    expect(update(differs, { overriders: ["leo"] }).forWhom).toContain("one full member to override");
    expect(update(differs, { overriders: ["leo", "mo"] })).toMatchObject({
      act: "approve",
      sentence: "Built; what was not proved is overridden. It needs an approval.",
    });
  });

  test("a difference to the archive alone holds nothing", () => {
    expect(update({ approve: ready, "prove archive": { result: "failed" } }).act).toBe("approve");
  });

  test("a source that does not build waits for the uploader", () => {
    const waits = update({ "build amd64": { state: "failed", result: null, message: "make ended with 2." } });
    expect(waits).toMatchObject({ act: "mend", sentence: "It could not be built for amd64: make ended with 2." });
    expect(waits.forWhom).toContain("pia");
  });

  describe("while it is embargoed", () => {
    const hour = new Date("2026-11-21T18:00:00Z");
    const past = new Date("2026-11-21T11:00:00Z");
    const until = { embargoed: true, embargoUntil: hour } as const;
    const approved = { publish: ready, tell: waiting, "machine amd64": waiting } as const;

    test("approved, it waits for its hour and says which, and who can end it before", () => {
      expect(update(approved, until)).toEqual({
        on: "machine",
        act: "publish",
        sentence:
          "Approved. It goes out by itself when the embargo ends on Sat 21 Nov 2026 18:00 UTC; a full member can publish it before.",
        forWhom: "",
      });
    });

    test("approved and past its hour, it goes out and waits for nobody", () => {
      expect(update(approved, { embargoed: true, embargoUntil: past })).toMatchObject({
        on: "machine",
        sentence: "Approved. The embargo ended on Sat 21 Nov 2026 11:00 UTC; it is going out by itself.",
      });
    });

    test("approved and without an hour, it waits for somebody's word", () => {
      expect(update(approved, { embargoed: true })).toEqual({
        on: "people",
        act: "publish",
        sentence: "Approved. Nobody has set when its embargo ends: somebody has to say when it goes out.",
        forWhom: "a full member",
      });
    });

    test.each([
      ["no approval yet", { approve: ready, publish: waiting }, "Built, reproduced and tested. It needs an approval."],
      [
        "a proof that failed",
        { approve: ready, "prove variation amd64": { result: "failed" } },
        "The second build differs for amd64. Look at why; send it back, or override with a reason.",
      ],
      [
        "a build that failed",
        { "build amd64": { state: "failed", result: null, message: "no space." }, approve: waiting },
        "It could not be built for amd64: no space.",
      ],
      [
        "a build that runs",
        { "build amd64": { state: "running", result: null }, queue: waiting, approve: waiting },
        "Being built for amd64.",
      ],
    ] as const)("%s: what waits, for whom, and until when", (_name, changes, sentence) => {
      const open = update(changes);
      expect(update(changes, until)).toEqual({
        ...open,
        sentence: `${sentence} Embargoed until Sat 21 Nov 2026 18:00 UTC.`,
      });
      expect(update(changes, { embargoed: true }).sentence).toBe(`${sentence} Embargoed; nobody has set until when.`);
      expect(update(changes, { embargoed: true, embargoUntil: past }).sentence).toBe(
        `${sentence} Its embargo ended on Sat 21 Nov 2026 11:00 UTC.`,
      );
      expect(open.sentence).toBe(sentence);
    });

    test("sent back or published, it speaks of no hour any more", () => {
      expect(update({}, { ...until, state: "withdrawn", reason: "superseded" }).sentence).toBe("Withdrawn: superseded");
      expect(update({}, { ...until, state: "published" }).sentence).toBe("Published. Users have it.");
    });
  });

  test("says what is in the way of a step that is tried again by itself, of an embargoed publication too", () => {
    const message = "The clock says 11:00, but U-1 was approved at 12:00.";
    const held = update({ publish: { ...ready, message }, tell: waiting }, { embargoed: true });
    expect(held).toMatchObject({
      on: "machine",
      sentence: `It could not be published yet, and is tried again by itself: ${message} Embargoed; nobody has set until when.`,
    });
  });

  test("moves by itself while machines work, and says at what", () => {
    const working = update({ "build amd64": { state: "running", result: null }, queue: waiting, approve: waiting });
    expect(working).toMatchObject({ on: "machine", sentence: "Being built for amd64." });
  });

  test.each([
    ["published", "Published. Users have it."],
    ["withdrawn", "Withdrawn: superseded"],
    ["refused", "Refused: superseded"],
  ] as const)("%s updates wait for nobody", (state, sentence) => {
    expect(update({}, { state, reason: "superseded" })).toMatchObject({ on: "nobody", sentence });
  });
});
