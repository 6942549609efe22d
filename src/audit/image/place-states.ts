import { join } from "node:path";
import type { AuditContext } from "../model.ts";
import type { StateOf as StateOfPlace, TargetState } from "../sudoers/check-target.ts";
import { statesIn } from "../sudoers/root.ts";
import type { StateOf } from "./state.ts";

const states = new WeakMap<AuditContext, StateOfPlace>();

/** Keeps how the states of an image's folders and links are asked for, beside what the rules see of its files. */
export function keepPlaceStates(context: AuditContext, stateOf: StateOfPlace): void {
  states.set(context, stateOf);
}

/** The state of any place of the image, without following a link there; of a source tree nobody knows one. */
export function placeStatesOf(context: AuditContext): StateOfPlace | undefined {
  return states.get(context);
}

/** What stands in an unpacked root, with owners and modes as its archive told them. A place that cannot be asked for is none. */
export function placeStates(root: string, told: StateOf): StateOfPlace {
  const onDisk = statesIn(root);
  return (place) => {
    const state = stateOrNone(onDisk, place);
    return state && { ...state, ...told(join("/", place).slice(1)) };
  };
}

function stateOrNone(stateOf: StateOfPlace, place: string): TargetState | undefined {
  try {
    return stateOf(place);
  } catch {
    return undefined;
  }
}
