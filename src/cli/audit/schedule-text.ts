import type { ScheduledAuditAnswer } from "../../api/index.ts";
import { printable } from "../printable.ts";
import type { Style } from "../style.ts";

/** The schedule for a terminal: two lines an audit, those that are due first. */
export function scheduleText(audits: readonly ScheduledAuditAnswer[], style: Style): string {
  if (audits.length === 0) return "No audit is scheduled: the definition has no [[audit]].";
  return audits.map((audit) => oneAudit(audit, style)).join("\n");
}

function oneAudit(audit: ScheduledAuditAnswer, style: Style): string {
  const { name, title, runs, comesRound, owner, isDue, dueAt, why, isYours, last } = audit;
  const day = dueAt === null ? "" : ` ${dueAt.slice(0, 10)}`;
  const state = isDue
    ? style.waiting(dueAt === null ? "due now" : `due since${day}`)
    : style.good(dueAt === null ? "done" : `due${day}`);
  const figures =
    last && (last.result === "clean" ? "clean" : `${last.high} high, ${last.medium} medium, ${last.low} low`);
  const before = last ? `last run ${last.at.slice(0, 10)} by ${last.by}, of ${last.subject}: ${figures}` : "never run";
  return printable(
    [
      `${name}: ${state}. ${title}, ${comesRound}, ${isYours ? `${owner} (you)` : owner}`,
      `  ${why} ${before}; --rule ${runs}`,
    ].join("\n"),
  );
}
