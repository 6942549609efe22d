import { strictToml } from "../../distribution/index.ts";
import type { RuleClass } from "../model.ts";
import type { RuleText } from "../output/report.ts";
import { RULES } from "../registry.ts";
import { configurationFile } from "../ships/configuration/schema.ts";
import { WAIVER_PROBLEMS } from "../waivers/problem-codes.ts";
import { WAIVER_RULE } from "../waivers/rule-text.ts";
import { waiversFile } from "../waivers/schema.ts";
import { CLASSES } from "./classes.ts";
import { rulePage } from "./rule-page.ts";

const FOLDER = "docs/reference/audit";

const INTRODUCTION = `# The audit

\`sameday audit PATH\` finds in a source tree or an image what an auditor would find.
[The guide](../guides/audit.md) leads through the first run; [decision 17](../decisions/0017-audit.md) says how it works.
This page and those of the rules are written from the program's own tables by \`make reference\`.
`;

const FORMS = `## Forms of the answer

\`--format text\` is for people: rule by rule, the worst first, with the line between its neighbours, the way of an attacker, and the fix.

\`--format json\` (or \`--json\`) is one object:

| key | what |
|---|---|
| \`scope\`, \`files\` | what was asked for, and how many files were judged |
| \`summary\` | how many findings there are: \`high\`, \`medium\`, \`low\`, \`note\`, \`suppressed\` |
| \`findings\` | list of findings in the order of paths and lines |
| \`findings[].rule\`, \`class\`, \`severity\`, \`message\` | which rule, its class, how bad, and one sentence |
| \`findings[].path\`, \`line\` | from the root of the audit; line 0 is the file as such |
| \`findings[].fingerprint\` | 16 hex digits of rule, path and normalised line: a line that moves keeps it |
| \`findings[].entry_path\` | the steps of an attacker, each with \`what\`, \`says\`, \`path\`, \`line\`; empty when no way is known |
| \`findings[].entry\` | with whose rights it runs that way and what its caller chooses: \`privilege\`, \`runs_as\`, \`caller_controls\`; or null |
| \`suppressed\` | waived findings, each with its \`waiver\`; \`waiver.added_by_change\` says with \`--base\` that the change brings it, or another reason or end for it |
| \`uncounted\` | with \`--base\`: findings that no longer count since the change edits \`.sameday-audit.toml\` |

\`--format sarif\` is SARIF 2.1.0: rules with their help, \`partialFingerprints\`, waived findings with \`suppressions\`, the way of an attacker as \`codeFlows\`.
high is \`error\`, medium \`warning\`, low \`note\`, and a note is informational with the level \`none\`.

Exit codes: 0 nothing found (notes and waived findings do not count), 1 findings, 2 wrong usage or input that could not be read at all.
`;

/** docs/reference/audit.md and a page a rule, by their paths. */
export function auditPages(): readonly (readonly [path: string, content: string])[] {
  const rules: readonly RuleText[] = [...RULES, WAIVER_RULE];
  return [
    [`${FOLDER}.md`, overview(rules)],
    ...rules.map((rule) => [`${FOLDER}/${rule.id}.md`, rulePage(rule)] as const),
  ];
}

function overview(rules: readonly RuleText[]): string {
  const shape = waiversFile.table;
  const configuration = configurationFile.table;
  if (!shape || !configuration) throw new TypeError("Both files are tables.");
  const problems = Object.entries(WAIVER_PROBLEMS).map(([code, says]) => `| \`${code}\` | ${says} |`);
  return [
    INTRODUCTION,
    `## Rules\n\n${ruleTable(rules)}\n`,
    FORMS,
    "## What ships\n\n`.sameday-audit.toml` in the root of the audited tree. Without it the conventions of live-build, Debian source packages and repositories that mirror a root are recognised. What does not ship is at most a `note`.\n",
    ...strictToml.tableReference("", configuration, "Keys of the configuration"),
    "## Waivers\n\n`.sameday-audit-waivers.toml` in the root of the audited tree, or the file that `--waivers` names. TOML 1.0; unknown keys are faults.\n",
    ...strictToml.tableReference("", shape, "Keys of the waivers' file"),
    `### What is refused\n\nA refused entry waives nothing and is a finding of the rule \`waiver-refused\`, with its line, column and code.\n\n| code | what is wrong |\n|---|---|\n${problems.join("\n")}\n`,
  ].join("\n");
}

/** By class, and in the order of the registry within it. */
function ruleTable(rules: readonly RuleText[]): string {
  const letters = Object.keys(CLASSES) as RuleClass[];
  const rows = letters.flatMap((letter) => {
    return rules
      .filter((rule) => rule.class === letter)
      .map(
        ({ id, severity, title }) =>
          `| ${letter}: ${CLASSES[letter]} | [${id}](audit/${id}.md) | ${severity} | ${title} |`,
      );
  });
  return ["| class | rule | up to | what is wrong |", "|---|---|---|---|", ...rows].join("\n");
}
