/**
 * In which part somebody acts on a case. Whoever runs the desk's machines has none of them by that: an administrator is no
 * role here.
 */
export const ROLES = {
  "point-person": "the team's point person",
  deputy: "a deputy of the point person",
  "team-lead": "the team's lead",
  director: "the director",
  handler: "whoever it is assigned to",
  assistant: "an assistant, who prepares and cannot release",
  member: "somebody of a team, who learns from what is over",
  observer: "somebody invited for a time",
  auditor: "an auditor, who reads the log and no contents",
  desk: "the desk itself",
} as const;
export type Role = keyof typeof ROLES;

/** The id under which the desk itself acts; no person has it. */
export const DESK = "desk";
