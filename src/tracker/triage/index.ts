export * from "./decision.ts";
export { type DecisionLine, parseDecisionLine, saysFrom } from "./decision-line.ts";
export { TriageMemory } from "./memory.ts";
export { createPackageNames, type PackageNames } from "./package-names.ts";
export { isProbablyOurs, type RankedTask, rankTasks, type TriageTask, triageTasks } from "./queue.ts";
export { type RecordFacts, recordFacts } from "./record-facts.ts";
export { type Heard, type Knowledge, type NewIssue, suggest } from "./suggest.ts";
export { createTriage, type Triage } from "./triage.ts";
export { changeOf, type RecordChange, replacedRecord, triageEdit, undoOf } from "./triage-edit.ts";
