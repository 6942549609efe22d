import type { Policy } from "../policy/index.ts";
import { ACTS, type Act } from "./acts.ts";
import type { Case } from "./case.ts";
import { GATES, type GateName } from "./gate-table.ts";
import { formatHour } from "./hour.ts";
import { idForms, isKnownForm, isSameId } from "./ids.ts";
import { disclosureLimits, isSecret, type Limit, missingIds, takes } from "./limits.ts";
import type { Role } from "./roles.ts";
import { setAside } from "./set-aside.ts";
import { isOnATeam, membersOf, rolesIn, type Staff, speaksFor, teamsOf } from "./staff.ts";
import type { Hour } from "./words.ts";

/** What a gate looks at. */
export interface GateView {
  readonly theCase: Case;
  readonly act: Act;
  readonly by: string;
  /** The role that allows the act. */
  readonly role: Role;
  readonly at: Date;
  readonly policy: Policy;
  readonly staff: Staff;
}

/** True when the gate is open; else what is missing, in words that complete the table's. */
type Check = (view: GateView) => true | string;

const PLAIN = "";
const when = (holds: boolean, else_ = PLAIN): true | string => holds || else_;

const CHECKS: Readonly<Record<GateName, Check>> = {
  assignee: ({ theCase }) => when(theCase.assignee !== undefined),
  severity: ({ theCase }) => when(theCase.severity !== undefined),
  priority: ({ theCase }) => when(theCase.priority !== undefined),
  expiry: ({ theCase }) => when(theCase.expires !== undefined),
  affected: ({ theCase }) => when(theCase.affected !== undefined),
  reviewers: ({ theCase, policy, staff, at }) => {
    const wanted = theCase.severity === undefined ? 0 : policy.severities[theCase.severity].reviewers.value;
    const { length } = theCase.reviewers;
    const others = reviewersLeft(theCase, staff, at);
    const tooFew =
      length + others.length < wanted
        ? `, and ${others.join(", ") || "nobody"} can still: invite somebody who can`
        : "";
    return when(length >= wanted, `${length} of ${wanted} have reviewed it${tooFew}`);
  },
  advisory: ({ theCase, policy }) => {
    const wanted = theCase.severity === undefined || policy.severities[theCase.severity].advisory;
    return when(!wanted || theCase.advisoryValid);
  },
  ids: ({ theCase, policy }) => {
    const missing = missingIds(theCase, policy);
    return when(missing.length === 0, missing.join(" and "));
  },
  credit: ({ theCase }) => when(theCase.credit !== undefined),
  "reporter-told": ({ theCase }) => when(theCase.reporterToldAt !== undefined),
  "hour-has-come": ({ theCase, at, policy }) => {
    const hour = publicationHour(theCase);
    const isEarly = hour !== undefined && at < hour.at && isSecret(theCase, policy);
    return when(!isEarly, hour && `that is ${formatHour(hour)}`);
  },
  "hour-to-come": ({ act, at }) => when(act.act === "schedule" && act.hour.at > at),
  "before-reporter": (view) => withinLimits(view, "reporter"),
  "within-lists": (view) => withinLimits(view, "list"),
  "within-policy": (view) => withinLimits(view, "policy"),
  "list-takes-it": ({ theCase, act, policy }) => {
    const list = act.act === "share" ? policy.lists.find(({ name }) => name === act.list) : undefined;
    if (!list) return `the policy has ${namesOf(policy.lists)}`;
    if (list.onlyNonPublic && !isSecret(theCase, policy)) return "it takes only what is not public";
    return when(takes(list.severities, theCase.severity), `it takes ${list.severities.join(", ")}`);
  },
  "told-by-policy": ({ theCase, act, policy }) => {
    const told = act.act === "tell-ahead" ? policy.told.find(({ name }) => name === act.who) : undefined;
    if (!told) return `the policy has ${namesOf(policy.told)}`;
    return when(
      takes(told.severities, theCase.severity),
      `${told.who} learn of ${told.severities.join(", ") || "none"}`,
    );
  },
  "own-team": ({ theCase, act, by, role, staff }) => {
    if (act.act !== "verdict" && act.act !== "claim") return PLAIN;
    const team = staff.teams.find(({ name }) => name === act.team);
    if (team === undefined) return `there is no team ${act.team}`;
    const asked = act.act === "claim" || teamsOf(staff, theCase).includes(team);
    const speaks = speaksFor(team, by) || (act.act === "claim" && role === "director");
    return when(asked && speaks);
  },
  "known-team": ({ act, staff }) => when(act.act === "assign" && staff.teams.some(({ name }) => name === act.team)),
  "known-teams": ({ act, staff }) => {
    if (act.act !== "route" || act.teams.length === 0) return PLAIN;
    const unknown = act.teams.filter((name) => !staff.teams.some((team) => team.name === name));
    return when(unknown.length === 0, `there is no team ${unknown.join(", ")}`);
  },
  "known-assignee": ({ act, staff }) => {
    if (act.act !== "assign" || isOnATeam(staff, act.assignee)) return when(act.act === "assign");
    return `${act.assignee} is on no team; those who are: ${membersOf(staff).join(", ")}`;
  },
  "not-read-yet": ({ theCase, by }) => when(!theCase.lessonReadBy.includes(by)),
  "known-duty": ({ theCase, act, policy }) => {
    if (act.act !== "duty-met" || theCase.exploitationKnownAt === undefined) return PLAIN;
    const known = policy.duties.some(({ name }) => name === act.duty);
    return when(known && theCase.dutiesMet[act.duty] === undefined, `the policy has ${namesOf(policy.duties)}`);
  },
  "duties-met": ({ theCase, policy }) => {
    const owed = theCase.exploitationKnownAt === undefined ? [] : policy.duties;
    const missing = owed.filter(({ name }) => theCase.dutiesMet[name] === undefined);
    return when(missing.length === 0, `still owed: ${namesOf(missing)}`);
  },
  "not-own-fix": ({ theCase, by }) => when(theCase.assignee !== by && !theCase.reviewers.includes(by)),
  "secrecy-ended-by-team": ({ act, role, policy }) => {
    const endsSecrecy = act.act === "set-severity" && !policy.severities[act.severity].confidential;
    return when(!endsSecrecy || role !== "assistant");
  },
  "id-form": ({ act, policy }) => when(act.act === "give-id" && isKnownForm(act.id.trim(), policy), idForms(policy)),
  "given-id": ({ theCase, act }) => {
    if (act.act !== "take-id-back") return PLAIN;
    return when(
      theCase.ids.some((own) => isSameId(own, act.id)),
      `it has ${theCase.ids.join(", ") || "none"}`,
    );
  },
  "expiry-to-come": ({ act, at }) => when(act.act === "set-expiry" && act.expires.at > at),
  "invited-for-a-time": ({ act, at }) => when(act.act === "invite" && act.who.trim() !== "" && act.until > at),
  "invited-within-policy": ({ act, at, policy }) => {
    if (act.act !== "invite") return PLAIN;
    const { ms, written } = policy.invitedAtMost.value;
    const last = new Date(at.getTime() + ms);
    return when(act.until <= last, `at most ${written}, until ${formatHour({ at: last, zone: "UTC" })}`);
  },
  "not-leaked": ({ theCase }) => when(theCase.leakedAt === undefined),
  "not-known-yet": ({ theCase }) => when(theCase.exploitationKnownAt === undefined),
  "can-be-set-aside": ({ act }) => when(act.act === "override" && GATES[act.gate].setAside),
  reason: ({ act }) => when("reason" in act && act.reason.trim() !== ""),
  said: ({ act }) => when(isSaid(act)),
};

/** What is missing at a gate; undefined when it is open, or was set aside by the golden rule. */
export function lackAt(gate: GateName, view: GateView): string | undefined {
  const answer = CHECKS[gate](view);
  if (answer === true) return undefined;
  if (GATES[gate].setAside && setAside(view.theCase, gate) !== undefined) return undefined;
  return answer === PLAIN ? GATES[gate].needs : `${GATES[gate].needs}: ${answer}`;
}

/** A leak's limit is no bound for a date: it says only that everything is late. */
function withinLimits({ theCase, act, policy }: GateView, kind: Limit["kind"]): true | string {
  if (act.act !== "schedule") return PLAIN;
  const broken = disclosureLimits(theCase, policy).find((limit) => limit.kind === kind && act.hour.at > limit.at);
  return when(broken === undefined, broken && `${formatHour({ at: broken.at, zone: "UTC" })}, since ${broken.why}`);
}

/** When a case may be published: the agreed hour, or the reporter's own. Once they have published there is nothing to wait for. */
export function publicationHour({ embargo, reporterDate }: Case): Hour | undefined {
  return embargo && reporterDate && reporterDate.at < embargo.at ? reporterDate : embargo;
}

/** Whom the table lets review a fix, and who neither makes it nor has read it. */
function reviewersLeft(theCase: Case, staff: Staff, at: Date): readonly string[] {
  const people = new Set([...membersOf(staff), staff.director, ...theCase.observers.map(({ who }) => who)]);
  const may = (who: string): boolean =>
    rolesIn(staff, theCase, who, at).some((role) => ACTS.review.roles.includes(role));
  return [...people].filter((who) => may(who) && who !== theCase.assignee && !theCase.reviewers.includes(who));
}

function isSaid(act: Act): boolean {
  const words =
    act.act === "set-affected"
      ? act.affected
      : act.act === "credit"
        ? act.credit
        : act.act === "learn"
          ? act.lesson
          : "";
  return words.trim() !== "";
}

function namesOf(rows: readonly { readonly name: string }[]): string {
  return rows.map(({ name }) => name).join(", ") || "none";
}
