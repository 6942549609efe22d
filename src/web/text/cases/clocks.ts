import type { PolicyClock, RunningClock } from "../../../cases/index.ts";

/** What must have happened when a clock of a policy runs out: completes "… by Sat 21 Nov 18:00 UTC". */
const PROMISES: Readonly<Record<PolicyClock, string>> = {
  acknowledge: "the reporter must have heard from us",
  look: "somebody must have looked at it",
  resend: "its sender must have sent it again",
  claim: "a team must have taken it",
  unclaimed: "somebody must have taken what every team left",
  triage: "severity, priority, dates and versions must be settled",
  fix: "the fix must be ready",
  schedule: "the hour of publication must be set",
  lesson: "the lesson must be written",
  "secrecy-review": "somebody must have said why it stays secret",
  "our-silence": "the reporter must have heard from us again",
  "reporter-silence": "the reporter must have answered",
};

const BY_DATE: Readonly<Record<string, string>> = {
  disclosure: "it must be public",
  publish: "it is to be published",
  "publish-now": "its hour was set aside, and it must be published",
  expires: "it must be resolved",
  due: "something is due",
};

/** What a clock waits for, without its time. */
export function promise({ clock, why }: Pick<RunningClock, "clock" | "why">): string {
  if (Object.hasOwn(PROMISES, clock)) return PROMISES[clock as PolicyClock];
  if (Object.hasOwn(BY_DATE, clock)) return BY_DATE[clock] ?? why;
  return clock.startsWith("duty-") ? `a duty must be met: ${why}` : why;
}

/** Where its length is from: the policy's words, and whether the number is a proposal of ours. */
export function basis({ why, isProposal }: Pick<RunningClock, "why" | "isProposal">): string {
  return `${why}${isProposal ? " (a proposal of ours; no source gives the number)" : ""}`;
}

/** A clock's name for a heading: `Disclosure`, `Our silence`, `Duty early-warning`. */
export function clockName(clock: string): string {
  const words = clock.startsWith("duty-") ? `duty ${clock.slice("duty-".length)}` : clock.replaceAll("-", " ");
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
