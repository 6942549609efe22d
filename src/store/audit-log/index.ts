export { appendAudit, appendAudits } from "./append.ts";
export { canonicalJson } from "./canonical-json.ts";
export type { AuditEntry, AuditEvent, Checkpoint } from "./entry.ts";
export { type AuditQuery, auditCheckpoint, formatCheckpoint, parseCheckpoint, readAudit } from "./read.ts";
export { type AuditVerdict, verifyAuditLog } from "./verify.ts";
