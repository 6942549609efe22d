const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DATE =
  /^(?:[A-Z][a-z]{2},? +)?(\d{1,2}) +([A-Z][a-z]{2}) +(\d{4}) +(\d{2}):(\d{2}):(\d{2}) +(UTC|GMT|Z|[+-]\d{4})$/;

/**
 * A date as Release files, changelogs and .changes carry it (RFC 5322 with the zone names that apt takes):
 * `Sat, 11 Jul 2026 10:16:37 UTC`. Undefined when it is none; a wrong week day is not held against it.
 */
export function parseDate(text: string): Date | undefined {
  const match = DATE.exec(text.trim());
  if (!match) return undefined;
  const [day, year, hour, minute, second] = [match[1], match[3], match[4], match[5], match[6]].map(Number);
  const month = MONTHS.indexOf(match[2] ?? "");
  if (month < 0 || day === undefined || year === undefined) return undefined;
  const local = Date.UTC(year, month, day, hour, minute, second);
  const check = new Date(local);
  if (check.getUTCDate() !== day || check.getUTCHours() !== hour || check.getUTCMinutes() !== minute) return undefined;
  return new Date(local - zoneMinutes(match[7] ?? "Z") * 60_000);
}

function zoneMinutes(zone: string): number {
  const sign = zone.startsWith("-") ? -1 : 1;
  return /\d/.test(zone) ? sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3))) : 0;
}
