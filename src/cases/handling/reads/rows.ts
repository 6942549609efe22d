import { isAbsent, isOpen, type Staff, type State, unansweredSince } from "../../case/index.ts";
import { due, type RunningClock } from "../../clocks/index.ts";
import type { CaseListing } from "../../records/index.ts";
import type { CaseRow } from "../contract.ts";
import type { KeptCase } from "../kept.ts";
import { type Look, mayReadContents } from "./look.ts";

/**
 * A case as a list shows it to somebody. Who may not read it sees what stands in the clear, and whose turn it is: no title, and
 * of its deadline the hour alone, since the reason may say that it leaked or who was told.
 */
export function rowOf(kept: KeptCase, look: Look): CaseRow {
  const { case: theCase, title } = kept;
  const { policy, staff, by, at } = look;
  const isReadable = mayReadContents(theCase, look);
  const what = due(theCase, policy, staff, at);
  const first = what?.clocks[0];
  const waitsFor = what?.owners.who ?? [];
  return {
    id: theCase.id,
    state: theCase.state,
    team: theCase.team ?? "",
    assignee: theCase.assignee,
    severity: theCase.severity,
    receivedAt: theCase.receivedAt,
    due: first && (isReadable ? first : hourAlone(theCase.receivedAt, first.deadline)),
    late: what !== undefined && what.late.length > 0,
    waitsFor,
    why: what?.owners.why ?? "closed",
    yours: waitsFor.includes(by),
    title: isReadable ? title : null,
    unansweredSince: isReadable ? unansweredSince(theCase) : undefined,
  };
}

/** One whose contents do not open or were destroyed, from what stands in the clear: it is in the list all the same. */
export function rowOfListing(listing: CaseListing, { staff, by, at }: Look): CaseRow {
  const { id, team, receivedAt, dueAt, destroyedAt } = listing;
  const state = listing.state as State;
  const isWaiting = destroyedAt === null && isOpen(state);
  const waitsFor = isWaiting ? [actingDirector(staff, at)] : [];
  return {
    ...{ id, state, team, receivedAt },
    assignee: undefined,
    severity: (listing.severity ?? undefined) as CaseRow["severity"],
    due: dueAt === null ? undefined : hourAlone(receivedAt, dueAt),
    late: dueAt !== null && dueAt < at,
    waitsFor,
    why: isWaiting ? "escalated" : "closed",
    yours: waitsFor.includes(by),
    title: null,
    unansweredSince: undefined,
  };
}

/** The director, or whoever stands in. */
export function actingDirector({ director, directorDeputy, ...staff }: Staff, at: Date): string {
  const whole = { director, directorDeputy, ...staff };
  if (directorDeputy === undefined || !isAbsent(whole, director, at)) return director;
  return isAbsent(whole, directorDeputy, at) ? director : directorDeputy;
}

function hourAlone(startsAt: Date, deadline: Date): RunningClock {
  return { clock: "due", kind: "work", startsAt, deadline, why: "its nearest deadline", isProposal: false };
}
