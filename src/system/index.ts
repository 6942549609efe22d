export * from "./process.ts";
export * from "./world.ts";
