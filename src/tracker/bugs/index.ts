export * from "./ask-bugs.ts";
export { type BugTracker, bugTrackerOf, settledBugTracker } from "./bug-tracker.ts";
export { bugsInLists } from "./bugs-in-lists.ts";
export { CLOSED_BUGS_FILE, type ClosedBugs } from "./closed-bugs.ts";
export { draftReport, type ReportDraft } from "./draft-report.ts";
export * from "./import-bugs.ts";
export type { BugServer } from "./ports.ts";
export { type BugReport, issuesNamedIn, type NamedIssues, sourceOf } from "./report.ts";
export { parseReportFile } from "./report-file.ts";
