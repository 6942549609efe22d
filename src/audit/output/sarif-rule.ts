import type { Reference, Severity } from "../model.ts";
import type { RuleText } from "./report.ts";

/** What forges order rules by, 0 to 10 (GitHub: from 7 high, from 4 medium). */
const SCORES: Readonly<Record<Severity, string>> = { high: "8.0", medium: "5.5", low: "3.0", note: "0.0" };
const LEVELS = { high: "error", medium: "warning", low: "note" } as const;

/** A rule with its whole help text, so that a forge can show it beside the line. */
export function sarifRule({ id, class: letter, title, severity, why, fix, references }: RuleText) {
  const sources = references.map(plain).join("\n");
  const markdown = [`# ${title}`, why, "## What to do", fix, ...sourcesMarkdown(references)].join("\n\n");
  return {
    id,
    name: pascal(id),
    shortDescription: { text: `${title}.` },
    fullDescription: { text: why },
    help: { text: [why, fix, sources].filter((part) => part !== "").join("\n\n"), markdown },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      tags: ["security", `class-${letter}`],
      "security-severity": SCORES[severity],
      precision: "very-high",
    },
  };
}

function sourcesMarkdown(references: readonly Reference[]): readonly string[] {
  if (references.length === 0) return [];
  return ["## Sources", references.map(({ title, url }) => (url ? `* [${title}](${url})` : `* ${title}`)).join("\n")];
}

function plain({ title, url }: Reference): string {
  return url ? `${title}: ${url}` : title;
}

/** `sudo-arguments` is `SudoArguments`: the form that SARIF asks of a readable name (3.49.7). */
function pascal(id: string): string {
  return id
    .split("-")
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
}
