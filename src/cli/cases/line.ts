import { printable } from "../printable.ts";

/** Words of somebody else as one line: nothing in them can begin a line that looks like ours. */
export function line(text: string): string {
  return printable(text.replace(/\s+/g, " ").trim());
}

/** `fixing`, `held unreadable`. */
export function stateWord(state: string): string {
  return state.replaceAll("_", " ");
}
