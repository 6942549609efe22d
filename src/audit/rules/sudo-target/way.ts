import { placeStatesOf } from "../../image/place-states.ts";
import type { AuditContext } from "../../model.ts";
import { targetFault } from "../../sudoers/check-target.ts";

/** Debian's group for local software: whoever is in it may write below /usr/local (Debian Policy 9.1.2). */
const STAFF = 50;

/** Which folder or link on the way to a program lets somebody else than root put another there; in an image alone. */
export function faultOnTheWay(context: AuditContext, program: string): string | undefined {
  const stateOf = placeStatesOf(context);
  if (!stateOf) return undefined;
  const fault = targetFault(program, (place) => {
    const state = stateOf(place);
    const isStaffs = state?.kind === "directory" && state.gid === STAFF && /^\/usr\/local(?:\/|$)/.test(place);
    return isStaffs ? { ...state, mode: state.mode & ~0o020 } : state;
  });
  return fault?.isOthers ? fault.says : undefined;
}
