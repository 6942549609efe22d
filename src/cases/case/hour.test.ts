import { describe, expect, test } from "vitest";
import { formatHour, readHour } from "./hour.ts";

describe("an hour has its zone", () => {
  test.each([
    ["2026-12-01 14:00 UTC", "2026-12-01T14:00:00.000Z", "UTC"],
    ["2026-12-01T14:00Z", "2026-12-01T14:00:00.000Z", "UTC"],
    ["2026-12-01 14:00 Europe/Berlin", "2026-12-01T13:00:00.000Z", "Europe/Berlin"],
    ["2026-07-01 14:00 Europe/Berlin", "2026-07-01T12:00:00.000Z", "Europe/Berlin"],
    ["2026-12-01 00:30 Pacific/Kiritimati", "2026-11-30T10:30:00.000Z", "Pacific/Kiritimati"],
    ["2026-12-01 23:59 America/Argentina/Ushuaia", "2026-12-02T02:59:00.000Z", "America/Argentina/Ushuaia"],
    ["2026-12-01 14:00 Asia/Kathmandu", "2026-12-01T08:15:00.000Z", "Asia/Kathmandu"],
  ])("%s", (text, instant, zone) => {
    const hour = readHour(text);
    expect(hour).toEqual({ at: new Date(instant), zone });
  });

  test.each([
    ["2026-12-01", "needs day, hour and zone"],
    ["2026-12-01 14:00", "needs day, hour and zone"],
    ["tomorrow", "needs day, hour and zone"],
    ["2026-02-30 14:00 UTC", "in the calendar"],
    ["2026-12-01 25:00 UTC", "in the calendar"],
    ["2026-12-01 14:00 Europe/Atlantis", "no time zone"],
    ["2026-03-29 02:30 Europe/Berlin", "skip"],
    ["2026-10-25 02:30 Europe/Berlin", "twice"],
  ])("%s is refused", (text, why) => {
    expect(readHour(text)).toEqual({ wrong: expect.stringContaining(why) });
  });

  test.each([
    ["2026-12-01 14:00 Europe/Berlin", "Tue 1 Dec 2026 13:00 UTC (14:00 Europe/Berlin)"],
    ["2026-12-01 00:30 Europe/Berlin", "Mon 30 Nov 2026 23:30 UTC (2026-12-01 00:30 Europe/Berlin)"],
    ["2026-12-01 14:00 UTC", "Tue 1 Dec 2026 14:00 UTC"],
  ])("%s is shown in UTC and as it was agreed", (text, shown) => {
    const hour = readHour(text);
    expect("wrong" in hour ? hour.wrong : formatHour(hour)).toBe(shown);
  });
});
