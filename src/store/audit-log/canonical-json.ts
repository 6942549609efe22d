import { SamedayError } from "../../kernel/index.ts";

/**
 * One spelling for one JSON value, as RFC 8785 has it: members sorted by UTF-16 code units, no white space,
 * numbers and strings as JSON.stringify writes them. A Date is its ISO form, an absent member is left out.
 * Throws INPUT_INVALID for what JSON cannot hold or PostgreSQL cannot store (NaN, functions, lone surrogates, U+0000).
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return JSON.stringify(checkText(value));
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw refuse(String(value));
    return JSON.stringify(value);
  }
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw refuse("a time that is none");
    return JSON.stringify(value.toISOString());
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object") {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    const sorted = members.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${sorted.map(([name, member]) => `${JSON.stringify(checkText(name))}:${canonicalJson(member)}`).join(",")}}`;
  }
  throw refuse(typeof value);
}

/** The text itself, when JSON and PostgreSQL can both hold it. */
export function checkText(text: string): string {
  if (/\p{Surrogate}|\0/u.test(text)) throw refuse("a text that is not well formed");
  return text;
}

function refuse(what: string): SamedayError {
  return new SamedayError("INPUT_INVALID", `The audit log cannot record ${what}.`);
}
