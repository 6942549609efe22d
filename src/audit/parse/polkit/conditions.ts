import type { PolkitCondition } from "./types.ts";

/** Nothing is asked. */
export const ALWAYS: PolkitCondition = {
  actions: undefined,
  subjects: undefined,
  needsActive: false,
  needsLocal: false,
  programs: undefined,
  asksMore: false,
};

/** Something is asked that no table knows. */
export const UNKNOWN: PolkitCondition = { ...ALWAYS, asksMore: true };

/** Names that one condition may hold; more are left out, since a finding names but a few. */
const MOST = 50;

/** Both hold. */
export function and(left: PolkitCondition, right: PolkitCondition): PolkitCondition {
  return {
    actions: narrower(left.actions, right.actions, ({ kind, text }) => `${kind} ${text}`),
    subjects: narrower(left.subjects, right.subjects, (text) => text),
    needsActive: left.needsActive || right.needsActive,
    needsLocal: left.needsLocal || right.needsLocal,
    programs: narrower(left.programs, right.programs, (text) => text),
    asksMore: left.asksMore || right.asksMore,
  };
}

/** One of them holds: what only one of them asks is not asked. */
export function or(left: PolkitCondition, right: PolkitCondition): PolkitCondition {
  return {
    actions: left.actions && right.actions && [...left.actions, ...right.actions].slice(0, MOST),
    subjects: left.subjects && right.subjects && [...left.subjects, ...right.subjects].slice(0, MOST),
    needsActive: left.needsActive && right.needsActive,
    needsLocal: left.needsLocal && right.needsLocal,
    programs: left.programs && right.programs && [...left.programs, ...right.programs].slice(0, MOST),
    asksMore: left.asksMore && right.asksMore,
  };
}

/** Of two lists the one that leaves less; where they share members, these. */
function narrower<T>(
  left: readonly T[] | undefined,
  right: readonly T[] | undefined,
  keyOf: (member: T) => string,
): readonly T[] | undefined {
  if (!left || !right) return left ?? right;
  const keys = new Set(right.map(keyOf));
  const shared = left.filter((member) => keys.has(keyOf(member)));
  if (shared.length > 0) return shared;
  return left.length <= right.length ? left : right;
}
