export { ADMINISTRATOR, type Authenticate } from "./access.ts";
export type { Administration, AuditLogAnswer, BackupAnswer } from "./administration-routes.ts";
export type { ArchiveTrees } from "./archive/routes.ts";
export type {
  AuditAnswer as ScheduledAuditAnswer,
  AuditRow,
  AuditRunRow,
  AuditRunWish,
  AuditSchedule,
} from "./audit-routes.ts";
export { createWorkBell, type WorkBell } from "./builder/work-bell.ts";
export * from "./cases/index.ts";
export * from "./client.ts";
export type { LoginPort } from "./login-routes.ts";
export type { MailAnswer } from "./mail-routes.ts";
export type { PersonAnswer } from "./people-routes.ts";
export type { GivenTokenAnswer, QueueAnswer, QueueTokenAnswer } from "./queue-routes.ts";
export { readInput } from "./read-input.ts";
export { limitRequests, type RequestLimits } from "./request-limits.ts";
export * from "./schemas.ts";
export * from "./server.ts";
export * from "./updates/changes.ts";
