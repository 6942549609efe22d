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
/** Characters that are parsed to put parts together, in all: patches that somebody wrote have a few such hunks. */
const MOST_PARSED = 4_000_000;

/**
 * Makes a reader of parts of files of rules, such as the hunks of a patch: a whole one is read as it is, another with the
 * function and the conditions around it in which such a part stands. What a condition asks that is not seen is unknown.
 * Nothing comes of what is no part of one, and of junk when the reader has had enough of it.
 */
export function createHunkReader(): (text: string) => Parsed<PolkitRules> {
  let left = MOST_PARSED;
  return (text) => {
    const whole = readPolkitRules(text);
    if (whole.problems.length === 0 || !/\bResult\s*\.\s*YES\b|["']yes["']/.test(text)) return whole;
    for (const before of BEFORE) {
      for (const behind of BEHIND) {
        left -= text.length + RULE.length;
        if (left < 0) return whole;
        const read = readPolkitRules(`${before}${text}\n${behind}`);
        if (read.problems.length === 0) return read;
      }
    }
    return whole;
  };
}
