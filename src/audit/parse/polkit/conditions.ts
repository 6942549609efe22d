import type { PolkitCondition } from "./types.ts";

/** Nothing is asked. */
export const ALWAYS: PolkitCondition = {
  actions: undefined,
  subjects: undefined,
  needsActive: false,
  needsLocal: false,
  details: undefined,
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
    details: bothDetails(left.details, right.details),
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
    details: left.details && right.details && [...left.details, ...right.details].slice(0, MOST),
    asksMore: left.asksMore && right.asksMore,
  };
}

/** A unit and a verb are two questions: both stand. */
function bothDetails(left: readonly string[] | undefined, right: readonly string[] | undefined) {
  return left && right ? [...new Set([...left, ...right])].slice(0, MOST) : (left ?? right);
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
