import type { Rule } from "./model.ts";
import { unparsable } from "./rules/unparsable/rule.ts";
import { unreadable } from "./rules/unreadable/rule.ts";

/** Every rule, in the order of the docs. */
export const RULES: readonly Rule[] = [
  unreadable,
  // What no parser could read is asked last, when every other rule has parsed.
  unparsable,
];
