import { ERROR_CODES, type ErrorCode, SamedayError, toSamedayError } from "../kernel/index.ts";

/* What helpers of this program, started with --json, write to standard error: words a line, and at last an error. */

interface HelperWords {
  readonly code: ErrorCode;
  readonly message: string;
}

/** The error that a helper wrote on its last line of standard error, with --json; undefined when it ended in another way. */
export function helperError(thrown: unknown): SamedayError | undefined {
  const { code, cause } = toSamedayError(thrown);
  if (code !== "PROCESS_FAILED" || !(cause instanceof Error)) return undefined;
  const error = errorIn(cause.message.trimEnd().split("\n").at(-1) ?? "");
  return error && error.code in ERROR_CODES && error.code !== "INTERNAL"
    ? new SamedayError(error.code, String(error.message), thrown)
    : undefined;
}

/** A log of a helper that hands on whole lines, without its error: that is told by whoever waits for its end. */
export function helperLines(tell: (line: string) => void): (chunk: Uint8Array) => void {
  let begun = "";
  const decoder = new TextDecoder();
  return (chunk) => {
    const lines = (begun + decoder.decode(chunk, { stream: true })).split("\n");
    begun = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "" && errorIn(line) === undefined) tell(line.trim());
  };
}

function errorIn(line: string): HelperWords | undefined {
  try {
    const { error } = JSON.parse(line) as { error?: HelperWords };
    return error;
  } catch {
    return undefined;
  }
}
