import { formatInstant } from "../../kernel/index.ts";
import type { Hour } from "./words.ts";

const FORM = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?: ?(Z|UTC|[A-Za-z]+(?:\/[A-Za-z0-9_+-]+)+))$/;

/** Why a text names no hour, for people. */
export interface NoHour {
  readonly wrong: string;
}

/**
 * `2026-12-01 14:00 Europe/Berlin`, `2026-12-01T14:00Z`: an instant with the zone in which it was agreed. A date alone is
 * refused, since half the world would read it as another day; so is a time that a clock change skips or repeats.
 */
export function readHour(text: string): Hour | NoHour {
  const found = FORM.exec(text.trim());
  if (!found)
    return {
      wrong: `"${text}" needs day, hour and zone, such as 2026-12-01 14:00 UTC or 2026-12-01 14:00 Europe/Berlin.`,
    };
  const [, year, month, day, hour, minute] = found.map(Number);
  const wall = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute);
  const written = `${found[1]}-${found[2]}-${found[3]}T${found[4]}:${found[5]}`;
  if (!new Date(wall).toISOString().startsWith(written))
    return { wrong: `There is no ${written.replace("T", " ")} in the calendar.` };
  const zone = found[6] === "Z" || found[6] === undefined ? "UTC" : found[6];
  const clock = wallClock(zone);
  if (!clock) return { wrong: `"${zone}" is no time zone that is known here.` };
  const instants = instantsOf(wall, clock);
  const [only, second] = instants;
  if (only === undefined)
    return { wrong: `In ${zone} the clocks skip ${written.replace("T", " ")}; name another hour, or one in UTC.` };
  if (second !== undefined)
    return { wrong: `In ${zone} the clocks show ${written.replace("T", " ")} twice; name the hour in UTC.` };
  return { at: new Date(only), zone };
}

/** `Tue 1 Dec 2026 13:00 UTC (14:00 Europe/Berlin)`. */
export function formatHour({ at, zone }: Hour): string {
  const clock = zone === "UTC" ? undefined : wallClock(zone);
  if (!clock) return formatInstant(at);
  const local = new Date(clock(at.getTime()));
  const isSameDay = local.toISOString().slice(0, 10) === at.toISOString().slice(0, 10);
  const day = isSameDay ? "" : `${local.toISOString().slice(0, 10)} `;
  return `${formatInstant(at)} (${day}${local.toISOString().slice(11, 16)} ${zone})`;
}

/** What a clock in the zone shows at an instant, as milliseconds of a UTC clock that shows the same. */
type WallClock = (instant: number) => number;

function wallClock(zone: string): WallClock | undefined {
  try {
    const format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
    return (instant) => {
      const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
      return Date.UTC(parts.year ?? 0, (parts.month ?? 1) - 1, parts.day, parts.hour, parts.minute);
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const DAY = 86_400_000;

/** No zone is further than a day from UTC, so the offsets of the day before and after are all that can hold. */
function instantsOf(wall: number, clock: WallClock): readonly number[] {
  const offsets = [wall - DAY, wall + DAY].map((instant) => clock(instant) - instant);
  const candidates = [...new Set(offsets.map((offset) => wall - offset))];
  return candidates.filter((instant) => clock(instant) === wall).sort((a, b) => a - b);
}
