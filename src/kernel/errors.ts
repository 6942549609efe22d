import { ERROR_CODES, type ErrorCode } from "./error-codes.ts";

/** What a program may want to know of an error beside its code and sentence. */
export interface ErrorDetails {
  /** Of input that was refused: where it is wrong, such as `acts.0.expires`. */
  readonly path?: string;
  /** Of an act on a case: the gates that are not open. Of an answer: `reporter-key`, where there is none to encrypt it to. */
  readonly lacks?: readonly string[];
  /** Of an act that a case's state does not allow: the acts that come first, in their order, or the one that leads on instead. */
  readonly leadsOn?: readonly string[];
}

/**
 * The one error class of the program.
 * The message is for people and must hold nothing confidential: it reaches logs, terminals and pages.
 */
export class SamedayError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, cause?: unknown, details: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "SamedayError";
    this.code = code;
    this.details = details;
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
