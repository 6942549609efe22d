import { SamedayError } from "../kernel/index.ts";

/** SQLSTATE of a database error, or the system's code (`ECONNREFUSED`), or "". */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : "";
}

/** Two transactions got in each other's way and one gave up: nothing of it happened, and it may be tried again. */
export function isConflict(error: unknown): boolean {
  return ["40001", "40P01"].includes(codeOf(error));
}

const NOT_THERE = /^(?:ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|08\w{3}|57P0[123]|53300)$/;
const DRIVER_SAYS =
  /Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered/;

/** The server does not answer, is starting, is stopping, or broke the connection. */
export function isUnavailable(error: unknown): boolean {
  if (isOfFile(error)) return false;
  if (NOT_THERE.test(codeOf(error))) return true;
  return error instanceof Error && !(error instanceof SamedayError) && DRIVER_SAYS.test(error.message);
}

/** A file that is not there, as opposed to the server's socket: work beside the database meets those too. */
function isOfFile(error: unknown): boolean {
  const syscall = (error as NodeJS.ErrnoException | undefined)?.syscall;
  return codeOf(error) === "ENOENT" && syscall !== undefined && syscall !== "connect";
}

/**
 * Database faults as ours where people can act on them; anything else unchanged.
 * The driver's message stays in the cause: it may quote rows.
 */
export function toStoreError(error: unknown): unknown {
  if (error instanceof SamedayError) return error;
  if (["53100", "ENOSPC"].includes(codeOf(error))) {
    return new SamedayError("DISK_FULL", "There is no space left on the database's disk.", error);
  }
  if (isUnavailable(error)) return new SamedayError("STORE_UNAVAILABLE", "The database does not answer.", error);
  return error;
}
