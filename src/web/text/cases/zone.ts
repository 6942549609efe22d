import { parseCookie, stringifySetCookie } from "cookie";
import { formatHour } from "../../../cases/index.ts";

/*
 * Pages have no script and so cannot ask a browser for its zone: a reader names theirs once, and a cookie keeps it. It is no
 * secret, and decides nothing but how hours are written.
 */

const COOKIE = "sameday-zone";
const YEAR_MS = 365 * 86_400_000;

/** Whether a text names a zone that is known here. */
export function isZone(text: string): boolean {
  if (!/^[A-Za-z]+(?:\/[A-Za-z0-9_+-]+)*$/.test(text) || text.length > 60) return false;
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: text });
    return true;
  } catch {
    // A RangeError: there is no such zone.
    return false;
  }
}

/** The reader's zone; UTC when none was named. */
export function readZone(cookieHeader: string | undefined): string {
  const zone = parseCookie(cookieHeader ?? "")[COOKIE] ?? "";
  return isZone(zone) ? zone : "UTC";
}

export function zoneCookie(zone: string, now: Date, secure: boolean): string {
  const expires = new Date(now.getTime() + YEAR_MS);
  return stringifySetCookie({
    name: COOKIE,
    value: zone,
    expires,
    httpOnly: true,
    sameSite: "strict",
    secure,
    path: "/",
  });
}

/** `Sat 21 Nov 18:00 UTC (19:00 Europe/Berlin)`; the year only where it is another one. */
export function hourIn(at: Date, zone: string, now: Date): string {
  const words = formatHour({ at, zone });
  return at.getUTCFullYear() === now.getUTCFullYear() ? words.replace(/^(\S+ \d+ \S+) \d{4} /, "$1 ") : words;
}

/** `2026-11-21T18:00` on a clock in the zone, as a field for day and hour wants it. */
export function fieldHour(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  return parts.format(at).replace(" ", "T");
}
