import { ACTS, type ActName, type Case, decide } from "../../case/index.ts";
import type { Possible } from "../contract.ts";
import { isPerson } from "../people/access.ts";
import type { Look } from "./look.ts";
import { probesOf } from "./probes.ts";

/** Whether somebody can do one act now, once its details are given. */
export function isPossible(theCase: Case, name: ActName, { policy, definition, staff, by, at }: Look): boolean {
  if (!isPerson(definition, by)) return false;
  const acting = { by, at, staff, policy };
  return probesOf(name, { theCase, ...acting }).some((probe) => decide(theCase, probe, acting).ok);
}

/** A duty can be met where the policy has any and it has begun: elsewhere its act would only be in the way. */
function names({ exploitationKnownAt }: Case, { duties }: Look["policy"]): readonly ActName[] {
  const all = Object.keys(ACTS) as ActName[];
  return duties.length > 0 && exploitationKnownAt !== undefined ? all : all.filter((act) => act !== "duty-met");
}

/** Every act of the table: whether somebody can do it now, once its details are given, and the sentence why not. */
export function possibleActs(theCase: Case, { policy, definition, staff, by, at }: Look): readonly Possible[] {
  if (!isPerson(definition, by)) return [];
  const acting = { by, at, staff, policy };
  return names(theCase, policy).map((act) => {
    const outcomes = probesOf(act, { theCase, ...acting }).map((probe) => decide(theCase, probe, acting));
    const refusals = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.refusal.sentence]));
    const can = refusals.length < outcomes.length;
    return { act, can, sentence: can ? "" : (refusals[0] ?? "") };
  });
}
