export * from "./approval.ts";
export * from "./statement.ts";
