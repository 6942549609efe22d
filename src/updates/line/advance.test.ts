import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holdsApproval, nextSteps } from "./advance.ts";
import { type StepStatus, stepLabel } from "./state.ts";
import { stepsFor } from "./steps.ts";

function fresh(architectures: string[]): StepStatus[] {
  return stepsFor(architectures).map((key) => ({ ...key, state: "waiting", result: null }));
}

/** Ends every named step well. */
function ended(statuses: StepStatus[], ...labels: string[]): StepStatus[] {
  return statuses.map((status) =>
    labels.includes(stepLabel(status)) ? { ...status, state: "done", result: "passed" } : status,
  );
}

describe("nextSteps", () => {
  test("a new update starts with its source", () => {
    expect(nextSteps(fresh(["amd64"])).map(stepLabel)).toEqual(["source"]);
  });

  test("every architecture is built in parallel", () => {
    const statuses = ended(fresh(["amd64", "i386"]), "source");
    expect(nextSteps(statuses).map(stepLabel)).toEqual(["build amd64", "build i386"]);
  });

  test("queue, proofs, tests and review open together, once all architectures are built", () => {
    const oneBuilt = ended(fresh(["amd64", "i386"]), "source", "build amd64");
    expect(nextSteps(oneBuilt).map(stepLabel)).toEqual(["build i386"]);
    const bothBuilt = ended(oneBuilt, "build i386");
    expect(nextSteps(bothBuilt).map(stepLabel)).toEqual([
      "queue",
      "prove variation amd64",
      "prove recreation amd64",
      "prove variation i386",
      "prove recreation i386",
      "prove archive",
      "test amd64",
      "test i386",
      "review",
    ]);
  });

  test("the approval opens though a proof failed, so that a person can override or send back", () => {
    const statuses = ended(
      fresh(["amd64"]),
      "source",
      "build amd64",
      "queue",
      "prove variation amd64",
      "prove archive",
      "test amd64",
      "review",
    ).map((status): StepStatus => (status.kind === "recreation" ? { ...status, state: "failed" } : status));
    expect(nextSteps(statuses).map(stepLabel)).toEqual(["approve"]);
    expect(statuses.filter(holdsApproval).map(stepLabel)).toEqual(["prove recreation amd64"]);
  });

  test("a failed build opens nothing", () => {
    const statuses = ended(fresh(["amd64"]), "source").map(
      (status): StepStatus => (status.step === "build" ? { ...status, state: "failed" } : status),
    );
    expect(nextSteps(statuses)).toEqual([]);
  });

  test("in whatever order steps end, nothing is published before approval and every update arrives", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), fc.boolean(), (choices, two) => {
        let statuses = fresh(two ? ["amd64", "i386"] : ["amd64"]);
        const order: string[] = [];
        for (;;) {
          const open = nextSteps(statuses);
          const chosen = open[choices.next().value % Math.max(1, open.length)];
          if (!chosen) break;
          order.push(stepLabel(chosen));
          statuses = ended(statuses, stepLabel(chosen));
        }
        expect(order).toHaveLength(statuses.length);
        expect(order.indexOf("publish")).toBeGreaterThan(order.indexOf("approve"));
        expect(order.indexOf("approve")).toBeGreaterThan(order.indexOf("review"));
      }),
    );
  });
});
