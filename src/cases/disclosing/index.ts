export type { DisclosingContext } from "./context.ts";
export { createDisclosureDesk, type DisclosureDesk } from "./desk.ts";
export { type DisclosureState, disclose, disclosurePlan, disclosureState } from "./disclose.ts";
export { discloseRound } from "./disclose-round.ts";
export { type ExaminedAdvisory, examineAdvisory } from "./forms-of-case.ts";
export type { DisclosurePlan } from "./plan.ts";
export type { Signing } from "./signing.ts";
export type { HandedSignature, ToSign } from "./take-signatures.ts";
export type { Wait } from "./waits.ts";
