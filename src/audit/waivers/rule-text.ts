import type { RuleText } from "../output/report.ts";

/** What is said of entries that are refused: they are findings like others, about the audit's own input. */
export const WAIVER_RULE: RuleText = {
  id: "waiver-refused",
  class: "x",
  title: "A waiver that does not count",
  severity: "medium",
  why: "A waiver lets a finding stay for a while, because somebody answers for it. An entry without a reason, with another's reason, past its end or for something that has gone answers for nothing, and a file of such entries hides what nobody has looked at.",
  fix: `Mend the entry at the place named, or remove it. A good one:

\`\`\`toml
[[waiver]]
rule = "sudo-arguments"
path = "etc/sudoers.d/backup"
fingerprint = "0123456789abcdef"
reason = "The program reads no arguments at all (checked in backup.c, main); the rule gets \\"\\" with the next release."
owner = "ada"
created = 2026-11-22
expires = 2027-02-01
ticket = "#1234"
\`\`\``,
  references: [{ title: "docs/guides/audit.md, section Waivers" }],
};
