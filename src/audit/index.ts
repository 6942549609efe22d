export { type AuditReport, type AuditRequest, audit } from "./audit.ts";
export type * from "./model.ts";
export { RULES } from "./registry.ts";
