import type { AuditContext } from "./model.ts";
import type { TreeTrouble } from "./tree/walk.ts";

const troubles = new WeakMap<AuditContext, readonly TreeTrouble[]>();

/** Keeps what could not be read beside what the rules see of the rest. */
export function keepTroubles(context: AuditContext, list: readonly TreeTrouble[]): void {
  troubles.set(context, list);
}

export function troublesOf(context: AuditContext): readonly TreeTrouble[] {
  return troubles.get(context) ?? [];
}
