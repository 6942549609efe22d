/** The steps of the line, in the order in which people read them. */
export type StepName =
  | "source"
  | "build"
  | "queue"
  | "prove"
  | "test"
  | "review"
  | "approve"
  | "publish"
  | "tell"
  | "machine";

/** Only proofs come in kinds; every other step has the empty kind. */
export type ProofKind = "variation" | "recreation" | "archive";

/**
 * waiting ─► ready ─► running ─► done
 *              ▲         └─────► failed ─► ready (tried again)
 *              └── a lost builder's step comes back by itself
 * `failed` means it could not be done; a step that was done and found something bad is `done` with result `failed`.
 */
export type StepState = "waiting" | "ready" | "running" | "done" | "failed";

export type StepResult = "passed" | "failed" | "nothing-to-do";

export interface StepKey {
  readonly step: StepName;
  readonly kind: ProofKind | "";
  /** Empty for steps that are done once for all architectures. */
  readonly architecture: string;
}

export interface StepStatus extends StepKey {
  readonly state: StepState;
  /** Set when done. */
  readonly result: StepResult | null;
}

/** `prove variation amd64`: how logs, jobs and pages name a step. */
export function stepLabel(key: StepKey): string {
  return [key.step, key.kind, key.architecture].filter((part) => part !== "").join(" ");
}

export function sameStep(a: StepKey, b: StepKey): boolean {
  return a.step === b.step && a.kind === b.kind && a.architecture === b.architecture;
}
