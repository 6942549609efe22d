import { type ErrorCode, SamedayError } from "../../kernel/index.ts";

/** What a rule throws: one sentence that says which part of the evidence does not hold. */
export function refusal(message: string, code: ErrorCode = "SIGNER_REFUSED"): SamedayError {
  return new SamedayError(code, message);
}
