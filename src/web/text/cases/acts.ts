import type { Act, Done, Verdict } from "../../../cases/index.ts";
import { listed } from "../words.ts";
import { hourIn } from "./zone.ts";

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  mine: "mine",
  "not-mine": "not mine",
  unsure: "unsure",
};

/** How hours are written: the reader's zone, and what time it is. */
export interface Hours {
  readonly zone: string;
  readonly now: Date;
}

/** One line of a case's history, to stand after its time: `pia took it for network`. */
export function doneWords({ act, by }: Pick<Done, "act" | "by">, hours: Hours): string {
  return `${by === "desk" ? "The desk" : by} ${verb(act, hours)}`;
}

function verb(act: Act, { zone, now }: Hours): string {
  switch (act.act) {
    case "acknowledge":
      return "told the reporter that it has arrived";
    case "admit":
      return "let it in";
    case "route":
      return `asked ${listed(act.teams)}`;
    case "verdict":
      return `said for ${act.team}: ${VERDICT_WORDS[act.verdict]}`;
    case "claim":
      return `took it for ${act.team}`;
    case "assign":
      return `gave it to ${act.assignee}, team ${act.team}`;
    case "sort":
      return `sorted it out as ${act.as.replaceAll("_", " ")}: ${act.reason}`;
    case "reopen":
      return `opened it again: ${act.reason}`;
    case "set-severity":
      return `set the severity to ${act.severity}`;
    case "set-priority":
      return `set the priority to ${act.priority}`;
    case "set-expiry":
      return `set the date by which it should be resolved to ${hourIn(act.expires.at, act.expires.zone, now)}`;
    case "set-affected":
      return `noted the affected versions: ${act.affected}`;
    case "begin-triage":
      return "began the triage";
    case "begin-fix":
      return "began the fix";
    case "review":
      return "reviewed the fix and found it right";
    case "fix-ready":
      return "said that the fix is ready";
    case "back-to-fixing":
      return `went back to fixing: ${act.reason}`;
    case "schedule":
      return `set the hour of publication to ${hourIn(act.hour.at, act.hour.zone, now)}`;
    case "share":
      return `told the list ${act.list}`;
    case "tell-ahead":
      return `told ${act.who} ahead`;
    case "reporter-date":
      return `noted that the reporter publishes at ${hourIn(act.hour.at, act.hour.zone, now)}`;
    case "give-id":
      return `gave it the id ${act.id}`;
    case "take-id-back":
      return `took the id ${act.id} back`;
    case "check-advisory":
      return act.valid ? "checked the advisory: valid in every form" : "checked the advisory: not valid yet";
    case "credit":
      return `decided how the reporter is named: ${act.credit}`;
    case "tell-reporter":
      return "told the reporter when it becomes public";
    case "fix-released":
      return "noted that the fix is released";
    case "publish":
      return "published it";
    case "learn":
      return "wrote its lesson";
    case "lesson-read":
      return "read the lesson";
    case "wrote":
      return "wrote to the reporter";
    case "heard":
      return "heard from the reporter";
    case "review-secrecy":
      return `said why it stays secret: ${act.reason}`;
    case "leak":
      return `noted that it leaked: ${act.reason}`;
    case "is-public":
      return `noted that everybody knows it: ${act.reason}`;
    case "exploited":
      return `noted that it is exploited: ${act.reason}`;
    case "duty-met":
      return `met the duty ${act.duty}`;
    case "invite":
      return `invited ${act.who} until ${hourIn(act.until, zone, now)}: ${act.reason}`;
    case "override":
      return `set the gate “${act.gate}” aside by the golden rule: ${act.reason}`;
  }
}
