import { SamedayError } from "../kernel/index.ts";
import type { Rule } from "./model.ts";
import { RULES } from "./registry.ts";

/** Throws USAGE with the nearest name for a rule or class that does not exist. */
export async function checkRules(wanted: readonly string[]): Promise<void> {
  const unknown = wanted.find((word) => !isKnown(word));
  if (unknown === undefined) return;
  const { suggestion } = await import("../distribution/index.ts");
  const ids = RULES.map(({ id }) => id);
  const near = suggestion(unknown, ids) || " `sameday audit rules` lists them.";
  throw new SamedayError("USAGE", `There is no rule or class "${unknown}".${near}`);
}

/**
 * The rules of these ids or classes, all of them where none is named. What the audit says about its own input always runs:
 * without it, the silence of the others means nothing.
 */
export function chosenRules(wanted: readonly string[]): readonly Rule[] {
  if (wanted.length === 0) return RULES;
  return RULES.filter(({ id, class: letter }) => letter === "x" || wanted.includes(id) || wanted.includes(letter));
}

function isKnown(word: string): boolean {
  return RULES.some(({ id, class: letter }) => id === word || letter === word);
}
