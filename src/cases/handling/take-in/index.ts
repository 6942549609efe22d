export { type TakenForNow, takeInBeside } from "./beside.ts";
export { nextCaseId, noiseSeries } from "./case-number.ts";
export { type Taken, takeIn } from "./take-in.ts";
