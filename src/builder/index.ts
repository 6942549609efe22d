export { FAILURE_REASONS, type FailureReason } from "./failure.ts";
export * from "./protocol.ts";
export { type BuilderOptions, runBuilder } from "./run.ts";
export { causeOf } from "./steps/cause.ts";
