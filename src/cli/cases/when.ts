import { formatHour } from "../../cases/index.ts";
import type { CommandContext } from "../frame/context.ts";

/** The zone in which whoever asks lives: TZ, else the machine's. */
export function ownZone({ environment }: Pick<CommandContext, "environment">): string {
  const named = environment.TZ?.replace(/^:/, "") ?? "";
  return isKnown(named) ? named : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** `Tue 1 Dec 2026 13:00 UTC (14:00 Europe/Berlin)`: the instant for everybody, and as the reader's own clock shows it. */
export function inWords(instant: string, zone: string): string {
  return formatHour({ at: new Date(instant), zone });
}

function isKnown(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
