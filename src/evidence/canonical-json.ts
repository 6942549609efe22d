import { SamedayError } from "../kernel/index.ts";

const DEEPEST = 64;

/**
 * JSON with one spelling for one value (RFC 8785): members sorted by name, no white space.
 * What is signed is compared as text, so two spellings of one value must not exist.
 * Members that are undefined are left out. Throws INPUT_INVALID for values that JSON has no form for and for nesting over 64.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (depth > DEEPEST) throw new SamedayError("INPUT_INVALID", "The data is nested more than 64 levels deep.");
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(",")}]`;
  if (typeof value === "object" && isPlain(value)) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${write(member, depth + 1)}`);
    return `{${members.join(",")}}`;
  }
  throw new SamedayError("INPUT_INVALID", "The data holds a value that has no form in JSON.");
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
