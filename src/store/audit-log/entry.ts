import { type Sha256, sha256 } from "../../kernel/index.ts";
import { canonicalJson } from "./canonical-json.ts";

/** What happened: who did what to what, when, and its particulars. Nothing confidential beyond the object's name. */
export interface AuditEvent {
  readonly at: Date;
  /** Person id, `desk`, `builder:ash`. */
  readonly actor: string;
  /** Verb phrase: `approve`, `step passed`, `read case`. */
  readonly action: string;
  /** `U-204817365`, `case 12`, `person anna`. */
  readonly object: string;
  /** JSON; members that are undefined are left out. */
  readonly details?: unknown;
}

export interface AuditEntry extends AuditEvent {
  /** 1, 2, 3 …: the order, whatever the clock said. */
  readonly sequence: number;
  readonly details: unknown;
  readonly previousHash: Sha256;
  readonly hash: Sha256;
}

/** The end of the log at some time: kept elsewhere, it proves later that nothing before it was changed or cut off. */
export interface Checkpoint {
  readonly sequence: number;
  readonly hash: Sha256;
}

/** What comes before the first entry. */
export const GENESIS: Checkpoint = { sequence: 0, hash: "0".repeat(64) };

/**
 * SHA-256 over the canonical JSON (RFC 8785) of
 * `{action, actor, at, details, object, previous, sequence}`, where `at` has milliseconds and ends in Z.
 */
export function entryHash(entry: Omit<AuditEntry, "hash">): Sha256 {
  const { sequence, at, actor, action, object, details, previousHash: previous } = entry;
  return sha256(canonicalJson({ sequence, at, actor, action, object, details, previous }));
}
