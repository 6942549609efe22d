export type { HandlingContext } from "./context.ts";
export * from "./contract.ts";
export { createCaseDesk } from "./desk.ts";
export { appendIntake, loadIntakeState } from "./journal/index.ts";
export * from "./kept.ts";
export {
  listCaseMails,
  queueCaseMail,
  readCaseMail,
  sendCaseMails,
  type WaitingMail,
} from "./outbox/index.ts";
export { remindRound, runRounds } from "./rounds/index.ts";
export { type Taken, type TakenForNow, takeIn, takeInBeside } from "./take-in/index.ts";
