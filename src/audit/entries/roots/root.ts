import type { EntryPath, EntryStep } from "../../model.ts";
import type { ShellWord } from "../../parse/shell/types.ts";

/** Where privilege starts: somebody may have these words run. */
export interface Root {
  readonly privilege: EntryPath["privilege"];
  readonly runsAs: string | undefined;
  readonly callerControls: EntryPath["callerControls"];
  readonly step: EntryStep;
  readonly words: readonly ShellWord[];
}

/** The privilege of an account by its name alone. */
export function privilegeOf(account: string | undefined): EntryPath["privilege"] {
  return account === undefined || account === "root" || account === "0" || account === "#0" || account === "ALL"
    ? "root"
    : "service";
}

export function fixedWord(text: string, line: number): ShellWord {
  return { text, isFixed: true, forwardsArguments: false, line };
}
