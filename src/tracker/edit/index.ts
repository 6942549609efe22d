export * from "./add-advisory-entry.ts";
export * from "./add-issue.ts";
export * from "./advisory-number.ts";
export * from "./issue-lists.ts";
export * from "./record-advisory.ts";
export * from "./set-note.ts";
