export { DUTY_ASKS, type DutyAsk } from "./duty-asks.ts";
export * from "./own-id.ts";
export * from "./read-policy.ts";
export * from "./reference.ts";
export * from "./shipped.ts";
export { PROPOSAL, readDuration } from "./sourced.ts";
export * from "./types.ts";
