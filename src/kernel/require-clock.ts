import { SamedayError } from "./errors.ts";

/** As far as apt lets a Release file's Date lie ahead of a machine's clock (apt.conf(5), Acquire::Max-FutureTime). */
const TOLERANCE_MS = 10_000;

/** Whether a clock is before a recorded time, by more than clocks are corrected in passing. */
export function isBehind(now: Date, recorded: Date): boolean {
  return recorded.getTime() - now.getTime() > TOLERANCE_MS;
}

/**
 * Refuses to go on while the clock is before a time that is on record: what is signed then would carry a wrong hour.
 * `what` completes "but … at TIME"; `waiver` is the file by which an administrator says that the clock is right and the
 * record was wrong, so that a clock that once ran ahead holds nothing up for ever. Throws CLOCK_WENT_BACK.
 */
export function requireClock(now: Date, recorded: { readonly what: string; readonly at: Date }, waiver: string): void {
  if (!isBehind(now, recorded.at)) return;
  throw new SamedayError(
    "CLOCK_WENT_BACK",
    `The clock says ${second(now)}, but ${recorded.what} at ${second(recorded.at)}. It goes on by itself when the clock is past that time. ` +
      `If the clock is right and ran ahead then, its administrator makes the file ${waiver}, as the owner of that directory.`,
  );
}

/** To the second: two times that differ by little must not look the same. */
function second(instant: Date): string {
  return `${instant.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
