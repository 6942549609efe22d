import type { Case } from "../../case/index.ts";
import type { Policy } from "../../policy/index.ts";
import type { HandlingContext } from "../context.ts";
import { type Onlooker, readingOf } from "../people/access.ts";
import { loadStaff } from "../people/staff-of.ts";

/** Somebody who looks at cases, at a time, under a policy, with who is away then. */
export interface Look extends Onlooker {
  readonly policy: Policy;
}

/** The same with the desk at hand, for what has to be fetched. */
export interface DeskLook extends Look {
  readonly context: HandlingContext;
}

export async function lookOf(context: HandlingContext, by: string): Promise<DeskLook> {
  const { vault, definition, policy, clock } = context;
  return { context, definition, policy, staff: await loadStaff(context, vault.store.db), by, at: clock.now() };
}

export function mayReadContents(theCase: Case, look: Look): boolean {
  return readingOf(theCase, look) === "contents";
}
