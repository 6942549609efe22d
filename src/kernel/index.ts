export * from "./error-codes.ts";
export * from "./errors.ts";
export * from "./issue-id.ts";
export * from "./ports.ts";
export * from "./problem.ts";
export * from "./sha256.ts";
export * from "./time.ts";
export * from "./version.ts";
