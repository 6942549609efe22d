import { type ErrorCode, SamedayError } from "../../kernel/index.ts";

/** Whether an error says that a text carries no signature by a key that we know; any other is a fault of the moment. */
export function isNobodys(error: unknown): boolean {
  return error instanceof SamedayError && (error.code === "SIGNATURE_BAD" || error.code === "SIGNER_UNKNOWN");
}

/** What a rule throws: one sentence that says which part of the evidence does not hold. */
export function refusal(message: string, code: ErrorCode = "SIGNER_REFUSED"): SamedayError {
  return new SamedayError(code, message);
}
