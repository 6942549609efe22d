export type { MirrorTaken } from "./assemble.ts";
export type { FileSystem } from "./check/files.ts";
export * from "./load.ts";
export * from "./machine-mirror.ts";
export * from "./nearest.ts";
export * from "./read-distribution.ts";
export * from "./reference.ts";
export * from "./release-dates.ts";
export * from "./types.ts";
