import type { ScheduledAudit } from "../../distribution/index.ts";
import type { Place, Problem } from "../../kernel/index.ts";
import { RULES } from "../registry.ts";

/** Scheduled audits whose rule is none of this program's: a definition cannot know that by itself. */
export async function checkScheduledRules(
  audits: readonly ScheduledAudit[],
  places: ReadonlyMap<string, Place>,
): Promise<readonly Problem[]> {
  const ids = RULES.map(({ id }) => id);
  const unknown = audits.filter(({ rule }) => rule !== undefined && !ids.includes(rule));
  if (unknown.length === 0) return [];
  // A run of the audit loads this room, too, and needs nothing of a definition's reader.
  const { suggestion } = await import("../../distribution/index.ts");
  return unknown.map(({ name, rule = "" }) => {
    const message = `"${rule}" is no rule of \`sameday audit rules\`.${suggestion(rule, ids)}`;
    const place = places.get(name) ?? { line: 1, column: 1 };
    return { code: "distribution-dangling-name", severity: "error", message, place };
  });
}
