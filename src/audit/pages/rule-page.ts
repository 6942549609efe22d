import type { AuditScope, Reference } from "../model.ts";
import type { RuleText } from "../output/report.ts";
import { CLASSES } from "./classes.ts";

const HEAD_LINE = "This page is written from the rule's own contract by `make reference`.";

/** docs/reference/audit/ID.md: what is wrong, what to do, in a minute. */
export function rulePage(rule: RuleText & { readonly scopes?: readonly AuditScope[] }): string {
  const { id, class: letter, title, severity, why, fix, references } = rule;
  const where = rule.scopes?.map((scope) => `\`${scope}\``).join(" and ");
  const facts = [
    `rule \`${id}\``,
    `class ${letter}: ${CLASSES[letter]}`,
    `up to ${severity}`,
    ...(where ? [`scope ${where}`] : []),
  ];
  return `${[
    `# ${title}`,
    facts.join(" · "),
    "## What an attacker does with it",
    why.trim(),
    "## What to do",
    fix.trim(),
    ...(id === "waiver-refused" ? [] : ["## When it must stay for a while", WAIVER]),
    ...sources(references),
    HEAD_LINE,
  ].join("\n\n")}\n`;
}

const WAIVER =
  "`sameday audit waive PATH FINGERPRINT` prepares an entry with an end; [its reason is yours to write](../../guides/audit.md#waivers).";

function sources(references: readonly Reference[]): readonly string[] {
  if (references.length === 0) return [];
  return ["## Sources", references.map(({ title, url }) => (url ? `* [${title}](${url})` : `* ${title}`)).join("\n")];
}
