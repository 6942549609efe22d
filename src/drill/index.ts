export * from "./drill.ts";
export * from "./past-fix.ts";
export * from "./results.ts";
