export * from "./arrival/index.ts";
export * from "./case/index.ts";
export * from "./clocks/index.ts";
export * from "./intake/index.ts";
export * from "./policy/index.ts";
export * from "./records/index.ts";
export * from "./review/index.ts";
export { createMasterKey, formatMasterKey, type MasterKey, parseMasterKey, readKeyFile } from "./sealed/index.ts";
