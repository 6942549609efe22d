export {
  type CaseChange,
  type CaseColumns,
  type CaseListing,
  type CaseQuery,
  changeCase,
  countCases,
  createCase,
  listCases,
  lockRow,
  readCase,
  type StoredCase,
  type TendedCases,
  tendCase,
  tendCases,
} from "./cases.ts";
export { decodeContents, encodeContents } from "./contents-json.ts";
export { entryName, mailName } from "./desk-values.ts";
export { destroyCase, rewrapCaseKeys } from "./destroy.ts";
export { type GivenId, lockGivenIds, readGivenIds, writeGivenIds } from "./given-ids.ts";
export { addAct, readActs, type StoredAct } from "./history.ts";
export {
  type AddedMessage,
  addMessage,
  addMessages,
  countMessages,
  findMessage,
  judgeMessageAgain,
  type KnownMessage,
  type NewMessage,
  readMessages,
  readRawMessage,
  type StoredMessage,
  tendFirstMessages,
  tendMessage,
} from "./messages.ts";
export { remindersSaid, sayReminders } from "./reminders.ts";
export { type CaseVault, type Db, noSuchCase, notedTogether } from "./vault.ts";
