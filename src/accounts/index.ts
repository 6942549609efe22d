export * from "./accounts.ts";
export * from "./tidy.ts";
