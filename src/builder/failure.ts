import { SamedayError } from "../kernel/index.ts";

/** Why a step ended without a finding; the words are part of the protocol and stay. */
export const FAILURE_REASONS = [
  "does-not-build",
  "timed-out",
  "log-too-large",
  "disk-full",
  "dependencies",
  "chroot",
  "internal",
] as const;

export type FailureReason = (typeof FAILURE_REASONS)[number];

/** A step's failure with its stable reason; the message is one sentence for people. */
export class StepFailure extends SamedayError {
  readonly reason: FailureReason;

  constructor(reason: FailureReason, message: string, cause?: unknown) {
    super("PROCESS_FAILED", message, cause);
    this.name = "StepFailure";
    this.reason = reason;
  }
}

export function stepFailure(reason: FailureReason, message: string, cause?: unknown): StepFailure {
  return new StepFailure(reason, message, cause);
}

/**
 * Any error of a step as one with a reason. A child that was refused or failed gets the reason that the caller names,
 * a time limit and a full disk are told apart wherever they strike.
 */
export function asStepFailure(thrown: unknown, otherwise: FailureReason = "internal", message?: string): StepFailure {
  if (thrown instanceof StepFailure) return thrown;
  if ((thrown as NodeJS.ErrnoException | undefined)?.code === "ENOSPC") {
    return stepFailure("disk-full", "The builder has no space left.", thrown);
  }
  if (!(thrown instanceof SamedayError)) {
    return stepFailure("internal", "Something went wrong inside the builder.", thrown);
  }
  if (thrown.code === "PROCESS_TIMED_OUT") {
    return stepFailure("timed-out", "The step took longer than its time limit.", thrown);
  }
  if (thrown.code === "DISK_FULL" || saysNoSpace(thrown)) {
    return stepFailure("disk-full", "The builder has no space left.", thrown);
  }
  return stepFailure(otherwise, message ?? thrown.message, thrown);
}

/** Whether a program failed because the disk was full, by its own last words (strerror(3), ENOSPC; children speak C.UTF-8). */
export function saysNoSpace(error: SamedayError): boolean {
  const said = error.cause instanceof Error ? error.cause.message : "";
  return error.code === "PROCESS_FAILED" && said.includes("No space left on device");
}
