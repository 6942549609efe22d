export {
  type CaseChange,
  type CaseColumns,
  type CaseListing,
  type CaseQuery,
  changeCase,
  createCase,
  listCases,
  readCase,
  type StoredCase,
  type TendedCases,
  tendCases,
} from "./cases.ts";
export { destroyCase, rewrapCaseKeys } from "./destroy.ts";
export { addAct, addVerdict, readActs, readVerdicts, type StoredAct, type StoredVerdict } from "./history.ts";
export {
  addMessage,
  findMessage,
  judgeMessageAgain,
  type KnownMessage,
  type NewMessage,
  readMessages,
  readRawMessage,
  type StoredMessage,
} from "./messages.ts";
export { remindersSaid, sayReminders } from "./reminders.ts";
export type { CaseVault } from "./vault.ts";
