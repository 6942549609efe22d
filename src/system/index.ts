export * from "./background.ts";
export * from "./cached-script.ts";
export * from "./kept-by-pipe.ts";
export * from "./process.ts";
export * from "./tool-times.ts";
export * from "./world.ts";
