const MINUTE = 60_000;

/** Waits after the first try, the second …: three days in all, longer than a weekend without a mail system. */
const WAITS_MS = [1, 5, 15, 60, 180, 360, 720, 1440, 1440].map((minutes) => minutes * MINUTE);

/** When a mail is tried again that has failed so often; null when it is given up. */
export function afterFailure(tries: number, now: Date): Date | null {
  const wait = WAITS_MS[tries - 1];
  return wait === undefined ? null : new Date(now.getTime() + wait);
}
