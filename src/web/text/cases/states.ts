import { type CaseRow, STATES } from "../../../cases/index.ts";
import type { Shape, Tone } from "../../parts/tag.tsx";
import { capital } from "../words.ts";

type State = CaseRow["state"];

/** A state as a word with a shape. */
export const STATE_TAGS: Readonly<Record<State, readonly [word: string, shape: Shape, tone: Tone]>> = {
  received: ["received", "open", "soon"],
  quarantined: ["in quarantine", "bad", "soon"],
  held_unreadable: ["unreadable", "bad", "soon"],
  routed: ["teams are asked", "open", "soon"],
  unclaimed: ["nobody's", "bad", "late"],
  claimed: ["claimed", "half", "plain"],
  triaged: ["being triaged", "half", "plain"],
  fixing: ["being fixed", "half", "plain"],
  fix_ready: ["fix ready", "half", "plain"],
  scheduled: ["scheduled", "half", "plain"],
  published: ["published", "public", "good"],
  learned: ["closed, lesson written", "good", "good"],
  noise: ["closed: noise", "none", "plain"],
  duplicate: ["closed: duplicate", "none", "plain"],
  not_security: ["closed: not security", "none", "plain"],
  declined: ["closed: declined", "none", "plain"],
  withdrawn: ["closed: withdrawn", "none", "plain"],
};

/** What happened, as a sentence. */
export function happened(state: State): string {
  return `${capital(STATES[state].says)}.`;
}

/** What whoever's turn it is has to do; empty in a closed case. */
const TURNS: Readonly<Partial<Record<State, string>>> = {
  received: "Say whether it is your team's.",
  routed: "Say whether it is your team's.",
  unclaimed: "Take it, or find who does.",
  quarantined: "Look at it; then let it in, or sort it out.",
  held_unreadable: "See whether its sender has sent it again.",
  claimed: "Begin the triage: severity, priority, a date, the versions.",
  triaged: "Settle what is missing, then begin the fix.",
  fixing: "Make the fix, and have it reviewed.",
  fix_ready: "Set the hour of publication.",
  scheduled: "Publish it when its hour has come or was set aside.",
  published: "Write its lesson.",
};

export function turn(state: State): string {
  return TURNS[state] ?? "";
}
