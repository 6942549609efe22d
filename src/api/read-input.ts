import type { z } from "zod";
import { SamedayError } from "../kernel/index.ts";

/**
 * The input as its schema wants it. Throws INPUT_INVALID that names the first field that is wrong as people know it, with its
 * path in `details` for programs.
 */
export function readInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const read = schema.safeParse(input, { error: inWords });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  if (!issue) throw new SamedayError("INPUT_INVALID", "It is not of the form that is wanted.");
  const path = issue.path.join(".");
  const field = fieldOf(issue.path);
  // A field that nobody knows is named by the words themselves.
  const isUnknown = issue.code === "unrecognized_keys";
  const sentence = isUnknown ? issue.message : field === "" ? capital(issue.message) : `${field}: ${issue.message}`;
  throw new SamedayError("INPUT_INVALID", `${sentence.replace(/\.$/, "")}.`, undefined, path === "" ? {} : { path });
}

/** The innermost name: `acts.0.expires` is `expires`, `overrideReason` is `override reason`. */
function fieldOf(path: readonly PropertyKey[]): string {
  const name = path.findLast((each) => typeof each === "string");
  return name === undefined ? "" : String(name).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** What stands behind a field's name. A schema's own words go before these. */
function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "it is missing" : `${WANTED[issue.expected] ?? issue.expected} is wanted`;
    case "invalid_value":
      return issue.input === undefined ? "it is missing" : `one of ${issue.values.join(", ")}`;
    case "unrecognized_keys":
      return `${issue.keys.join(", ")} ${issue.keys.length === 1 ? "is" : "are"} not known here`;
    case "too_big":
      return `at most ${issue.maximum}${unit(issue.origin)}`;
    case "too_small":
      return issue.origin === "string" && issue.minimum === 1
        ? "it is empty"
        : `at least ${issue.minimum}${unit(issue.origin)}`;
    default:
      return undefined;
  }
}

const WANTED: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "yes or no",
  array: "a list",
  object: "an object",
};

function unit(origin: string): string {
  return origin === "string" ? " characters" : origin === "array" ? " entries" : "";
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
