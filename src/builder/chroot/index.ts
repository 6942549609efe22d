export * from "./open.ts";
export * from "./remove.ts";
export * from "./types.ts";
