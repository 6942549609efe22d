import { ERROR_CODES, type SamedayError, toSamedayError } from "../../kernel/index.ts";
import { printable } from "../printable.ts";
import type { Style } from "../style.ts";

/**
 * An error as people read it (sentence, code, next step) or, with --json, as a program does.
 * Causes are not shown: they may quote what must stay confidential. SAMEDAY_DEBUG=1 shows the stack.
 */
export function describeError(thrown: unknown, settings: { json: boolean; style: Style; debug: boolean }): string {
  const error = toSamedayError(thrown);
  const reference = error.code === "INTERNAL" ? referenceOf(error.cause ?? error) : undefined;
  if (settings.json) {
    const { code, message, next, exitCode } = error;
    return `${JSON.stringify({ error: { code, message, next, exitCode, ...error.details, ...(reference ? { reference } : {}) } })}\n`;
  }
  const lines = [
    `${settings.style.bad("sameday:")} ${printable(error.message)}`,
    `  ${settings.style.quiet(`code ${error.code}, exit ${ERROR_CODES[error.code].exit}`)}`,
    `  ${error.next}`,
  ];
  if (reference) lines.push(`  reference: ${reference}`);
  if (settings.debug) lines.push(stackOf(error));
  return `${lines.join("\n")}\n`;
}

/** `TypeError at cli/commands/doctor.js:40`: enough to find the fault, nothing of the data that met it. */
function referenceOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "a thrown value that is no error";
  const frame = /(?:dist|src)\/([^\s():]+:\d+)/.exec(cause.stack?.split("\n").slice(1).join("\n") ?? "")?.[1];
  return frame ? `${cause.name} at ${frame}` : cause.name;
}

function stackOf(error: SamedayError): string {
  const stacks: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause) stacks.push(at.stack ?? at.message);
  return printable(stacks.join("\ncaused by: "));
}
