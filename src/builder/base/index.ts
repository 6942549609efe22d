export * from "./ensure.ts";
export * from "./spec.ts";
export * from "./types.ts";
