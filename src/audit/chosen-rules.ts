import { SamedayError } from "../kernel/index.ts";
import type { Rule } from "./model.ts";
import { RULES } from "./registry.ts";

/**
 * The rules of these ids or classes, all of them where none is named. Throws USAGE for one that does not exist. What the
 * audit says about its own input always runs: without it, the silence of the others means nothing.
 */
export function chosenRules(wanted: readonly string[]): readonly Rule[] {
  for (const word of wanted) {
    if (!RULES.some(({ id, class: letter }) => id === word || letter === word))
      throw new SamedayError("USAGE", `There is no rule or class "${word}".`);
  }
  if (wanted.length === 0) return RULES;
  return RULES.filter(({ id, class: letter }) => letter === "x" || wanted.includes(id) || wanted.includes(letter));
}
