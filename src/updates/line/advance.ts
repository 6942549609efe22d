import type { StepKey, StepName, StepStatus } from "./state.ts";
import { definitionOf } from "./steps.ts";

/** Proofs and tests let the approval open even when they ended badly: a person decides, by override or by sending back. */
const JUDGED_BY_PEOPLE: ReadonlySet<StepName> = new Set(["prove", "test"]);

/** Whether this proof or test, as it stands, forbids publishing without an override. The archive's comparison never does. */
export function holdsApproval(status: StepStatus): boolean {
  if (!JUDGED_BY_PEOPLE.has(status.step) || status.kind === "archive") return false;
  return status.state !== "done" || status.result === "failed";
}

function hasEnded(status: StepStatus): boolean {
  return status.state === "done" || status.state === "failed";
}

function endedWell(status: StepStatus): boolean {
  if (JUDGED_BY_PEOPLE.has(status.step)) return hasEnded(status);
  return status.state === "done" && status.result !== "failed";
}

/** The steps that were waiting and may start now. Pure: the same states give the same answer, however often it is asked. */
export function nextSteps(statuses: readonly StepStatus[]): StepKey[] {
  return statuses.filter((status) => status.state === "waiting" && mayStart(status, statuses)).map(keyOf);
}

function mayStart(status: StepStatus, statuses: readonly StepStatus[]): boolean {
  const { after } = definitionOf(status);
  return after.every((name) => statuses.filter((other) => other.step === name).every(endedWell));
}

function keyOf({ step, kind, architecture }: StepStatus): StepKey {
  return { step, kind, architecture };
}
