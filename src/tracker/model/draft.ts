import type { Note } from "../format/types.ts";
import type { Claim, Contest, ContestReason, Contribution } from "./claim.ts";

/** A claim while it is being merged. */
export interface Draft {
  note: Note;
  from: Contribution;
  contests: Contest[] | undefined;
}

const NO_CONTESTS: readonly Contest[] = [];

export function finish(draft: Draft): Claim {
  return { note: draft.note, from: draft.from, contests: draft.contests ?? NO_CONTESTS };
}

export function contest(winner: Draft, loser: Draft, reason: ContestReason): void {
  winner.contests ??= [];
  winner.contests.push({ loser: loser.note, loserFrom: loser.from, reason });
}

export interface Keyed {
  readonly package: string;
  readonly release: string | undefined;
}
