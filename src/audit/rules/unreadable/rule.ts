import type { AuditContext, RawFinding, Rule } from "../../model.ts";
import { troublesOf } from "../../troubles.ts";

/** What of the audit's own input could not be read. */
export const unreadable: Rule = {
  id: "unreadable",
  class: "x",
  title: "A file or folder cannot be read",
  severity: "medium",
  scopes: ["tree", "image"],
  why: "No rule has seen what lies here. An audit that leaves it out in silence would call it clean.",
  fix: "Run the audit as a user who may read the whole tree, or take away what nobody needs. A text of a kind that is audited and larger than 32 MB is no text that a person wrote: find out how it came to be.",
  references: [],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const { path, why } of troublesOf(context)) {
      yield { path, line: 0, severity: "medium", message: `Nobody has looked at it: ${why}.` };
    }
  },
};
