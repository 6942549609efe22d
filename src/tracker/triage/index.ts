export * from "./decision.ts";
export { type DecisionLine, parseDecisionLine, saysFrom } from "./decision-line.ts";
export { createLanding, type Landing, type LandingPorts } from "./landing.ts";
export { measureQuality, type Quality } from "./measure.ts";
export { TriageMemory } from "./memory.ts";
export { createPackageNames, type PackageNames } from "./package-names.ts";
export { isProbablyOurs, type RankedTask, rankTasks, type TriageTask, triageTasks } from "./queue.ts";
export { type RecordFacts, recordFacts } from "./record-facts.ts";
export {
  type FactsOf,
  factsIn,
  type RecordsAtHand,
  recordsAtHand,
  recordsDirectory,
} from "./records-at-hand.ts";
export { type Heard, type Knowledge, type NewIssue, suggest } from "./suggest.ts";
export { createTriage, type Triage, type TriageRecords } from "./triage.ts";
export { changeOf, decisionEdit, type RecordChange, replacedRecord, triageEdit, undoOf } from "./triage-edit.ts";
