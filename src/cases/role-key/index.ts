export { type CheckedKey, type CheckKeyOptions, checkRoleKey } from "./check-key.ts";
export { createRoleKeyClient, type RoleKeyClientOptions } from "./client.ts";
export * from "./contract.ts";
export { type EndingRoleKey, endingRoleKey } from "./ending-key.ts";
export { readRoleKeys, removeRoleKey, storeRoleKey } from "./key-files.ts";
export { type RoleKeyOptions, type RunningRoleKey, runRoleKey } from "./run-role-key.ts";
