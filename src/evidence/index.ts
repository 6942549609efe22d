export * from "./approval.ts";
export * from "./approval-text.ts";
export * from "./built-without.ts";
export * from "./canonical-json.ts";
export * from "./envelope.ts";
export {
  createEvidenceKey,
  type EvidenceKey,
  formatEvidenceKey,
  isPublicKey,
  type KnownKey,
  keyIdOf,
  parseEvidenceKey,
} from "./evidence-key.ts";
export { formatEnd } from "./names.ts";
export * from "./request-signature.ts";
export * from "./statement.ts";
export * from "./statement-schema.ts";
