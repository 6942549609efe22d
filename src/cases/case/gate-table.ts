import type { Role } from "./roles.ts";

interface GateRow {
  /** What must be there, to complete "It needs …". */
  readonly needs: string;
  /** Who can give it, to complete "… can give it"; none where only time or the world can. */
  readonly givenBy: readonly Role[];
  /** Whether the director may set it aside by the golden rule. Facts and forms cannot be set aside. */
  readonly setAside: boolean;
}

const TEAM = ["handler", "point-person", "deputy", "team-lead", "director"] as const satisfies Role[];
const PREPARERS = [...TEAM, "assistant"] as const satisfies Role[];
const LEADERS = ["team-lead", "point-person", "deputy", "director"] as const satisfies Role[];

/** What must be there before an act, by name. `gates.ts` says how each is recognised. */
export const GATES = {
  assignee: { needs: "somebody to whom it is assigned", givenBy: LEADERS, setAside: false },
  severity: { needs: "a severity", givenBy: PREPARERS, setAside: false },
  priority: { needs: "a priority", givenBy: PREPARERS, setAside: false },
  expiry: { needs: "a date by which it should be resolved", givenBy: PREPARERS, setAside: false },
  affected: { needs: "the affected versions, or the word unknown", givenBy: PREPARERS, setAside: false },
  reviewers: { needs: "more reviewers of the fix", givenBy: TEAM, setAside: true },
  advisory: { needs: "an advisory that is valid in every format", givenBy: PREPARERS, setAside: true },
  ids: { needs: "the ids that the policy asks for", givenBy: PREPARERS, setAside: true },
  credit: { needs: "a decision how the reporter is named", givenBy: PREPARERS, setAside: true },
  "reporter-told": { needs: "that the reporter was told", givenBy: TEAM, setAside: true },
  "hour-has-come": { needs: "its hour of publication to have come", givenBy: [], setAside: true },
  "hour-to-come": { needs: "an hour that is still to come", givenBy: TEAM, setAside: false },
  "before-reporter": { needs: "an hour no later than the reporter's own", givenBy: TEAM, setAside: false },
  "within-lists": { needs: "an hour within the limits of the lists that were told", givenBy: TEAM, setAside: true },
  "within-policy": { needs: "an hour within the policy's limit of secrecy", givenBy: TEAM, setAside: true },
  "list-takes-it": { needs: "a list of the policy that takes such a case", givenBy: TEAM, setAside: true },
  "told-by-policy": { needs: "somebody whom the policy tells ahead of this severity", givenBy: TEAM, setAside: true },
  "own-team": { needs: "a team that is asked, and for which you speak", givenBy: LEADERS, setAside: false },
  "known-team": { needs: "the name of a team", givenBy: LEADERS, setAside: false },
  "known-teams": { needs: "names of teams, at least one", givenBy: LEADERS, setAside: false },
  "known-assignee": { needs: "somebody of a team who can be assigned", givenBy: LEADERS, setAside: false },
  "not-read-yet": { needs: "that you have not said so before", givenBy: [], setAside: false },
  "known-duty": { needs: "a duty of the policy that is not met yet", givenBy: TEAM, setAside: false },
  "duties-met": { needs: "that every duty which the policy counts was met", givenBy: TEAM, setAside: false },
  "not-own-fix": { needs: "a reviewer other than whoever makes the fix", givenBy: TEAM, setAside: false },
  "secrecy-ended-by-team": {
    needs: "somebody who may release, since a case of this severity is not secret",
    givenBy: TEAM,
    setAside: false,
  },
  "id-form": { needs: "an id of a form that is known here", givenBy: PREPARERS, setAside: false },
  "given-id": { needs: "an id that the case has", givenBy: PREPARERS, setAside: false },
  "expiry-to-come": { needs: "a date that is still to come", givenBy: PREPARERS, setAside: false },
  "invited-for-a-time": { needs: "whom to invite, and an end that is still to come", givenBy: TEAM, setAside: false },
  "invited-within-policy": {
    needs: "an end within the policy's limit of invitations",
    givenBy: TEAM,
    setAside: true,
  },
  "not-leaked": { needs: "that no leak is noted yet", givenBy: [], setAside: false },
  "not-known-yet": { needs: "that its exploitation is not noted yet", givenBy: [], setAside: false },
  "can-be-set-aside": { needs: "a gate that the golden rule can set aside", givenBy: ["director"], setAside: false },
  reason: { needs: "a reason, in a line", givenBy: PREPARERS, setAside: false },
  said: { needs: "words, not an empty line", givenBy: PREPARERS, setAside: false },
} as const satisfies Record<string, GateRow>;

export type GateName = keyof typeof GATES;
