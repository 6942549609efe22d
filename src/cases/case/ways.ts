import { ACTS, type ActName } from "./acts.ts";
import { FORWARD } from "./forward.ts";
import type { State } from "./states.ts";

/** The acts by which a case comes from one state into another: those that lead on, and the two that lead back. */
const WAYS: readonly ActName[] = [...new Set(Object.values(FORWARD)), "reopen", "back-to-fixing"];

/** The fewest acts, in their order, that lead from a state to one in which an act is possible; none where it is, and where no way leads there. */
export function actsBefore(state: State, act: ActName): readonly ActName[] {
  const wanted = ACTS[act].from;
  const found = new Map<State, readonly ActName[]>([[state, []]]);
  // A map hands out what is added while it is walked through: the nearest states come first.
  for (const [at, before] of found) {
    if (wanted.includes(at)) return before;
    for (const way of WAYS) {
      const { from, to } = ACTS[way];
      if (to !== undefined && from.includes(at) && !found.has(to)) found.set(to, [...before, way]);
    }
  }
  return [];
}
