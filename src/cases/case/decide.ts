import type { Policy } from "../policy/index.ts";
import { ACTS, type Act, type ActName } from "./acts.ts";
import { effectOf } from "./apply.ts";
import type { Case, Done } from "./case.ts";
import { FORWARD } from "./forward.ts";
import { GATES, type GateName } from "./gate-table.ts";
import { type GateView, lackAt } from "./gates.ts";
import { formatHour } from "./hour.ts";
import { ROLES, type Role } from "./roles.ts";
import { rolesIn, type Staff } from "./staff.ts";
import { STATES } from "./states.ts";
import { actsBefore } from "./ways.ts";

/** What is missing for an act, and who can give it. */
export interface Lack {
  readonly gate: GateName;
  /** Completes "It needs …". */
  readonly needs: string;
  /** Nobody where only time or the world can. */
  readonly givenBy: readonly Role[];
  /** Whether the director may set it aside by the golden rule, with a reason. */
  readonly canBeSetAside: boolean;
}

export interface Refusal {
  readonly why: "state" | "role" | "missing";
  /** One sentence for people, without anything of the contents. */
  readonly sentence: string;
  /** Who may do it, when that is the reason. */
  readonly allowed: readonly Role[];
  readonly lacks: readonly Lack[];
  /** Where the state is the reason: the acts that come first, in their order, or the one that leads on instead. */
  readonly leadsOn: readonly ActName[];
}

export type Outcome =
  | { readonly ok: true; readonly theCase: Case; readonly done: Done }
  | { readonly ok: false; readonly refusal: Refusal };

/** Who acts, when, under which rules. */
export interface Acting {
  readonly by: string;
  readonly at: Date;
  readonly staff: Staff;
  readonly policy: Policy;
}

/**
 * One act on a case: the case as it is then, or why not. Three questions in this order: may it be done in this state, may
 * this person do it, is everything there. All that is missing is named at once. Pure; nothing is thrown.
 */
export function decide(theCase: Case, act: Act, acting: Acting): Outcome {
  const rule = ACTS[act.act];
  const at = notBefore(theCase, acting.at);
  const { by, staff, policy } = acting;
  const role = rolesIn(staff, theCase, by, at).find((each) => rule.roles.includes(each));
  if (role === undefined) return refuse("role", roleSentence(act, rule.roles), rule.roles);
  if (!rule.from.includes(theCase.state)) return refuseForState(theCase, act, by);

  const lacks = lacksAt(rule.gates, { theCase, act, by, role, at, policy, staff });
  if (lacks.length > 0) return refuse("missing", lackSentence(act, lacks), [], lacks);

  const change = effectOf(theCase, act, { at, by, staff });
  const state = change.state ?? rule.to ?? theCase.state;
  const done: Done = { at, by, role, act };
  const enteredAt = state === theCase.state ? theCase.enteredAt : at;
  return { ok: true, done, theCase: { ...theCase, ...change, state, enteredAt, log: [...theCase.log, done] } };
}

/** What a case lacks for its publication, whoever publishes it and whatever state it is in. */
export function lacksForPublication(theCase: Case, { at, staff, policy }: Omit<Acting, "by">): readonly Lack[] {
  const act: Act = { act: "publish" };
  return lacksAt(ACTS.publish.gates, { theCase, act, by: staff.director, role: "director", at, policy, staff });
}

function lacksAt(gates: readonly GateName[], view: GateView): readonly Lack[] {
  return gates.flatMap((gate) => {
    const needs = lackAt(gate, view);
    return needs === undefined ? [] : [lackOf(gate, needs)];
  });
}

/** A clock that was set back does not make an act older than the one before it: lengths of time would be negative. */
function notBefore(theCase: Case, at: Date): Date {
  const last = theCase.log.at(-1)?.at ?? theCase.receivedAt;
  return at < last ? last : at;
}

function refuse(
  why: Refusal["why"],
  sentence: string,
  allowed: readonly Role[] = [],
  lacks: readonly Lack[] = [],
  leadsOn: readonly ActName[] = [],
): Outcome {
  return { ok: false, refusal: { why, sentence, allowed, lacks, leadsOn } };
}

function refuseForState(theCase: Case, act: Act, by: string): Outcome {
  const { says, acts } = instead(theCase, act, by);
  return refuse("state", [stateSentence(theCase, act), ...says].join(" "), [], [], acts);
}

/** What to do where the state does not allow an act: what comes first, or, behind it, what leads on. */
function instead(
  theCase: Case,
  { act }: Act,
  by: string,
): { readonly says: readonly string[]; readonly acts: readonly ActName[] } {
  const first = actsBefore(theCase.state, act);
  if (first.length > 0) return { says: [`First: ${first.map(words).join(", then ")}.`], acts: first };
  const { assignee } = theCase;
  if (act === "claim" && assignee !== undefined && assignee !== by && ACTS.assign.from.includes(theCase.state))
    return { says: [`It is assigned to ${assignee}; assign gives it to somebody else.`], acts: ["assign"] };
  const forward = FORWARD[theCase.state];
  const onward = forward === undefined ? [] : [`What leads on now: ${words(forward)}.`];
  return { says: [...doneBefore(theCase, act, by), ...onward], acts: forward === undefined ? [] : [forward] };
}

function doneBefore({ assignee, log }: Case, act: ActName, by: string): readonly string[] {
  if (act === "claim" && assignee === by) return ["It is yours already."];
  // A fact can be settled again and again: that somebody did it once says nothing.
  if (ACTS[act].to === undefined) return [];
  const last = log.findLast((done) => done.act.act === act);
  return last ? [`${last.by} did it at ${formatHour({ at: last.at, zone: "UTC" })}.`] : [];
}

function lackOf(gate: GateName, needs: string): Lack {
  const { givenBy, setAside } = GATES[gate];
  return { gate, needs, givenBy, canBeSetAside: setAside };
}

function roleSentence(act: Act, roles: readonly Role[]): string {
  return `${inWords(act)} may be done by ${listOf(roles)}.`;
}

function stateSentence({ state }: Case, act: Act): string {
  const from = ACTS[act.act].from.map((each) => each.replaceAll("_", " ")).join(", ");
  return `${inWords(act)} is possible in: ${from}. The case is ${state.replaceAll("_", " ")}: ${STATES[state].says}.`;
}

/** What the same people can give stands together, so that they are named once. */
function lackSentence(act: Act, lacks: readonly Lack[]): string {
  const groups: Lack[][] = [];
  for (const lack of lacks) {
    const group = groups.at(-1);
    if (group?.[0] && sameGivers(group[0], lack)) group.push(lack);
    else groups.push([lack]);
  }
  const parts = groups.map((group) => {
    const { givenBy = [], canBeSetAside } = group[0] ?? {};
    const who = givenBy.length === 0 ? "" : ` (${group.length > 1 ? "each " : ""}from ${listOf(givenBy)})`;
    const aside = canBeSetAside ? ", which the director may set aside with a reason" : "";
    return `${group.map(({ needs }) => needs).join("; ")}${who}${aside}`;
  });
  return `${inWords(act)} needs ${parts.join("; ")}.`;
}

function sameGivers(one: Lack, other: Lack): boolean {
  return (
    one.canBeSetAside === other.canBeSetAside && one.givenBy.join() === other.givenBy.join() && one.givenBy.length > 0
  );
}

function inWords({ act }: Act): string {
  return `${act.charAt(0).toUpperCase()}${words(act).slice(1)}`;
}

function words(act: ActName): string {
  return act.replaceAll("-", " ");
}

function listOf(roles: readonly Role[]): string {
  const names = roles.map((role) => ROLES[role]);
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
