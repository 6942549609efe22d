export * from "./act.ts";
export type { LineContext } from "./context.ts";
export { editUpdate, type UpdateEdit } from "./edit-update.ts";
export * from "./lease/claim-lease.ts";
export * from "./lease/finish-lease.ts";
export * from "./lease/may-read.ts";
export * from "./line/advance.ts";
export * from "./line/clear-queues.ts";
export { decisionsFor } from "./line/decisions-now.ts";
export { DESK_QUEUE, type StepJob } from "./line/queue-step.ts";
export * from "./line/state.ts";
export * from "./line/steps.ts";
export * from "./line/tend-dead-jobs.ts";
export * from "./line/waits.ts";
export * from "./logs/step-log.ts";
export * from "./mail/key-warnings.ts";
export { type MailRecord, undeliverableMails } from "./mail/outbox.ts";
export * from "./mail/send-mails.ts";
export * from "./mail/undeliverable.ts";
export * from "./people.ts";
export * from "./queues.ts";
export * from "./read/all-updates.ts";
export * from "./read/update-view.ts";
export * from "./records/advisories.ts";
export * from "./records/approvals.ts";
export * from "./records/builders.ts";
export * from "./records/files.ts";
export * from "./records/queue-tokens.ts";
export * from "./records/steps.ts";
export * from "./records/tester-reports.ts";
export * from "./records/updates.ts";
export * from "./steps/approve/approval-text.ts";
export * from "./steps/approve/give-approval.ts";
export { recheckWaiting } from "./steps/approve/recheck-approvals.ts";
export {
  type AbsentPackage,
  type ArchiveComparison,
  type ArchiveFindings,
  notCompared,
  type UnknownBuilds,
} from "./steps/archive-findings.ts";
export * from "./steps/review/review-step.ts";
export * from "./steps/run-desk-step.ts";
export * from "./steps/source/submit-source.ts";
export type { LeftOut, SuiteContents, SuiteHealth, Suites } from "./suites.ts";
export { takeDisclosedNames, takeDisclosedNamesOf } from "./take-disclosed-names.ts";
export * from "./visibility.ts";
