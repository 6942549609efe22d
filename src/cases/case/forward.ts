import type { ActName } from "./acts.ts";
import type { State } from "./states.ts";

/** The act that leads on from each state towards publication and lesson; none from one that is closed. */
export const FORWARD: Readonly<Partial<Record<State, ActName>>> = {
  received: "claim",
  routed: "claim",
  unclaimed: "claim",
  quarantined: "admit",
  held_unreadable: "admit",
  claimed: "begin-triage",
  triaged: "begin-fix",
  fixing: "fix-ready",
  fix_ready: "schedule",
  scheduled: "publish",
  published: "learn",
};
