import type { RuleText } from "../../audit/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { defineVerb } from "../frame/verb.ts";

export const rules = defineVerb({
  name: "rules",
  summary: "list the rules, or show one with why and how to fix it",
  arguments: { rule: { summary: "a rule's id; all when absent" } },
  examples: [
    { line: "sameday audit rules", says: "every rule with its class and severity" },
    { line: "sameday audit rules waiver-refused", says: "one rule: what an attacker does with it, and the fix" },
  ],
  exits: { 1: "there is no such rule" },
  async run(context, { args }) {
    const { RULES, WAIVER_RULE } = await import("../../audit/index.ts");
    const all: readonly RuleText[] = [...RULES, WAIVER_RULE];
    if (args.rule === undefined) {
      context.answer(all.map(textOf), () =>
        inClasses(all)
          .map(
            ({ id, class: letter, severity, title }) => `${letter}  ${severity.padEnd(6)}  ${id}\n           ${title}`,
          )
          .join("\n"),
      );
      return;
    }
    const rule = all.find(({ id }) => id === args.rule);
    if (!rule) {
      const { suggestion } = await import("../../distribution/index.ts");
      const near = suggestion(
        args.rule,
        all.map(({ id }) => id),
      );
      throw new SamedayError(
        "NOT_FOUND",
        `There is no rule "${args.rule}".${near || " `sameday audit rules` lists them."}`,
      );
    }
    context.answer(textOf(rule), () => {
      const { id, class: letter, severity, title, why, fix, references } = rule;
      const sources = references.map((one) => `* ${one.title}${one.url ? ` <${one.url}>` : ""}`).join("\n");
      return [`${id} (class ${letter}, up to ${severity}): ${title}`, why, "What to do", fix, sources]
        .filter((part) => part !== "")
        .join("\n\n");
    });
  },
});

/** Class by class, each in the order of the registry; what is about the audit's own input comes last. */
function inClasses(all: readonly RuleText[]): readonly RuleText[] {
  return [...all].sort((one, other) => one.class.charCodeAt(0) - other.class.charCodeAt(0));
}

function textOf({ id, class: letter, title, severity, why, fix, references }: RuleText) {
  return { id, class: letter, title, severity, why, fix, references };
}
