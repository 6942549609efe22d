import { ERROR_CODES, type ErrorCode } from "./error-codes.ts";

/**
 * The one error class of the program.
 * The message is for people and must hold nothing confidential: it reaches logs, terminals and pages.
 */
export class SamedayError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "SamedayError";
    this.code = code;
  }

  get exitCode(): number {
    return ERROR_CODES[this.code].exit;
  }

  get httpStatus(): number {
    return ERROR_CODES[this.code].http;
  }

  /** What the reader can do now. */
  get next(): string {
    return ERROR_CODES[this.code].next;
  }
}

/** Anything thrown, as ours: unknown faults become INTERNAL and keep their cause; a full disk is recognised wherever it strikes. */
export function toSamedayError(thrown: unknown): SamedayError {
  if (thrown instanceof SamedayError) return thrown;
  const systemCode = (thrown as NodeJS.ErrnoException | undefined)?.code;
  if (systemCode === "ENOSPC") return new SamedayError("DISK_FULL", "There is no space left on the disk.", thrown);
  return new SamedayError("INTERNAL", "Something went wrong inside the program.", thrown);
}
