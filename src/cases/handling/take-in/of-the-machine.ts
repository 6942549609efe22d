import { type ErrorCode, SamedayError } from "../../../kernel/index.ts";

/** What the machine or its definition lacks, and somebody will give it. Every other code is about the one message. */
const LACKING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "STORE_UNAVAILABLE",
  "STORE_NEWER",
  "ROLE_KEY_UNAVAILABLE",
  "DISK_FULL",
  "SEAL_BROKEN",
  "DATA_UNSAFE",
  "DISTRIBUTION_INVALID",
  "TOO_BUSY",
  "TOOL_MISSING",
  "PROCESS_FAILED",
  "PROCESS_TIMED_OUT",
]);

/** errno(3): ENOSPC. Node's own ERR_INVALID_ARG_TYPE and its kin are faults of a program. */
const SYSTEM = /^E[A-Z0-9]+$/;
/** PostgreSQL's SQLSTATE. Classes 22 and 23 are about the values that were written. */
const DATABASE = /^(?!2[23])[0-9A-Z]{5}$/;

/** Whether an arrival that met this error fares better later; any other error would come again each time. */
export function isOfTheMachine(error: unknown): boolean {
  if (error instanceof SamedayError) return LACKING.has(error.code);
  const { code } = Object(error) as { readonly code?: unknown };
  return typeof code === "string" && (SYSTEM.test(code) || DATABASE.test(code));
}
