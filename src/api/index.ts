export { ADMINISTRATOR, type Authenticate } from "./access.ts";
export type { Administration, AuditLogAnswer, BackupAnswer } from "./administration-routes.ts";
export type { ArchiveTrees } from "./archive/routes.ts";
export { createWorkBell, type WorkBell } from "./builder/work-bell.ts";
export * from "./client.ts";
export type { LoginPort } from "./login-routes.ts";
export * from "./schemas.ts";
export * from "./server.ts";
export * from "./updates/changes.ts";
