import type { Parsed } from "../../../kernel/index.ts";
import { readPolkitRules } from "./read-rules.ts";
import type { PolkitRules } from "./types.ts";

const RULE = "polkit.addRule(function(action, subject) {";
/** What may stand around a part: conditions whose blocks it ends, and a condition of which it shows the end. */
const BEFORE = ["", "if (", "if ((", "if (unseen() ", "if ((unseen() "].flatMap((cut) =>
  ["if (unseen()) {", "if (unseen()) {if (unseen()) {", "if (unseen()) return; "].map((above) => RULE + above + cut),
);
/** Braces that a part leaves open, and the end of a function that it may have itself. */
const BEHIND = [0, 1, 2, 3, 4, 5, 6].flatMap((open) => ["});", "}"].map((end) => "}".repeat(open) + end)).concat("");
const LONGEST = 16_384;

/**
 * Reads a part of a file of rules, such as a hunk of a patch shows: whole if it is, else with the function and the
 * conditions around it in which such a part stands. What a condition asks that is not seen is unknown. Nothing when it is
 * no part of one.
 */
export function readPolkitHunk(text: string): Parsed<PolkitRules> {
  const whole = readPolkitRules(text);
  if (whole.problems.length === 0 || text.length > LONGEST || !/\bResult\s*\.\s*YES\b|["']yes["']/.test(text))
    return whole;
  for (const before of BEFORE) {
    for (const behind of BEHIND) {
      const read = readPolkitRules(`${before}${text}\n${behind}`);
      if (read.problems.length === 0) return read;
    }
  }
  return whole;
}
