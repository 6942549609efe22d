export { addNewIssue, type IssueToAdd } from "./add-new-issue.ts";
export { type Checkout, createCheckout } from "./checkout.ts";
export {
  type DataEdit,
  type DataNow,
  issueLists,
  type ReadData,
  recordIn,
  type SeenRecord,
} from "./data-edit.ts";
export { type Found, freshProblems } from "./fresh-problems.ts";
export { type Landed, type LandParts, landEdit, rehearseEdit } from "./land-edit.ts";
export { type LandedOrWritten, type LandOrWriteParts, landOrWrite } from "./land-or-write.ts";
export { placeFile } from "./place-file.ts";
export { readRecord } from "./read-record.ts";
export { withDataLock, withRepositoryLock } from "./repository-lock.ts";
export { dataEdit, type Editor, type Target, type TrackerEdit } from "./tracker-edit.ts";
