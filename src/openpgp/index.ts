export * from "./armor.ts";
export { stopAgents } from "./key-home.ts";
export * from "./read-keys.ts";
export { removeStaleScratch } from "./scratch.ts";
export * from "./sign.ts";
export * from "./signing-key.ts";
export * from "./usable-keys.ts";
export * from "./verify.ts";
