import type { z } from "zod";
import { SamedayError } from "../kernel/index.ts";

/** The input as its schema wants it. Throws INPUT_INVALID that names the first field that is wrong. */
export function readInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue && issue.path.length > 0 ? `${issue.path.join(".")}: ` : "";
  throw new SamedayError("INPUT_INVALID", `${where}${issue?.message ?? "not of the form that is wanted"}.`);
}
