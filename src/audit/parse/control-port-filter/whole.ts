import type { Parsed } from "../../../kernel/index.ts";
import { readPattern } from "../pattern/read-pattern.ts";
import type { Pattern } from "../pattern/types.ts";

const known = new Map<string, Parsed<Pattern>>();

/** A pattern as the engine uses it: from the start, and with `$` appended, which the last branch at the top alone gets. */
export function readWhole(pattern: string): Parsed<Pattern> {
  const before = known.get(pattern);
  if (before) return before;
  const now = readPattern(`${pattern}$`);
  if (known.size < 1000) known.set(pattern, now);
  return now;
}
