import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AuditPeriod, ScheduledAudit } from "../../distribution/index.ts";
import { basesOf, later, ownersOf, standingOf } from "./due.ts";

const NOW = new Date("2026-11-22T10:00:00Z");
const AUDIT: ScheduledAudit = {
  name: "filter",
  title: "The control port filter",
  rule: undefined,
  class: "e",
  every: { count: 6, unit: "months" },
  image: undefined,
  first: undefined,
  team: "core",
  role: undefined,
};
const AT_BASE: ScheduledAudit = { ...AUDIT, every: undefined };
const image = (name: string, release: string) => ({ name, release, manifest: "/m" });

describe("when it is due", () => {
  test.each<[string, ScheduledAudit, string | undefined, boolean, string | null]>([
    ["never run", AUDIT, undefined, true, null],
    [
      "never run, its first day yet to come",
      { ...AUDIT, first: new Date("2027-01-01T00:00:00Z") },
      undefined,
      false,
      "2027-01-01",
    ],
    [
      "never run, its first day over",
      { ...AUDIT, first: new Date("2026-11-01T00:00:00Z") },
      undefined,
      true,
      "2026-11-01",
    ],
    ["run lately", AUDIT, "2026-08-01", false, "2027-02-01"],
    ["run half a year ago", AUDIT, "2026-05-22", true, "2026-11-22"],
    ["run on the last day that counts", AUDIT, "2026-05-23", false, "2026-11-23"],
  ])("%s", (_what, audit, at, isDue, dueAt) => {
    const last = at === undefined ? undefined : { at: new Date(`${at}T00:00:00Z`), bases: "" };
    const standing = standingOf(audit, last, [], NOW);
    expect([standing.isDue, standing.dueAt?.toISOString().slice(0, 10) ?? null]).toEqual([isDue, dueAt]);
  });
});

describe("with a new base", () => {
  test.each([
    ["the same", "a=bookworm b=trixie", [image("b", "trixie"), image("a", "bookworm")], false, "No image has moved"],
    ["moved", "a=bookworm", [image("a", "trixie")], true, "a has moved from bookworm to trixie"],
    ["a new image", "a=bookworm", [image("a", "bookworm"), image("b", "trixie")], true, "b has come, from trixie"],
    ["one that has gone", "a=bookworm b=trixie", [image("a", "bookworm")], false, "No image has moved"],
  ])("%s", (_what, bases, images, isDue, why) => {
    const standing = standingOf(AT_BASE, { at: NOW, bases }, images, NOW);
    expect(standing).toMatchObject({ isDue, dueAt: null, why: expect.stringContaining(why) });
  });

  test("only the image that it names counts", () => {
    const audit = { ...AT_BASE, image: "a" };
    expect(basesOf(audit, [image("b", "trixie"), image("a", "bookworm")])).toBe("a=bookworm");
    expect(
      standingOf(audit, { at: NOW, bases: "a=bookworm" }, [image("b", "x"), image("a", "bookworm")], NOW).isDue,
    ).toBe(false);
  });
});

describe("a calendar's time", () => {
  test.each<[string, AuditPeriod, string]>([
    ["2026-08-31", { count: 6, unit: "months" }, "2027-02-28"],
    ["2027-08-31", { count: 6, unit: "months" }, "2028-02-29"],
    ["2028-02-29", { count: 1, unit: "years" }, "2029-02-28"],
    ["2026-12-30", { count: 3, unit: "days" }, "2027-01-02"],
    ["2026-11-22", { count: 2, unit: "weeks" }, "2026-12-06"],
  ])("%s and %o", (from, period, until) => {
    expect(later(new Date(`${from}T08:30:00Z`), period).toISOString()).toBe(`${until}T08:30:00.000Z`);
  });

  test("is always later", () => {
    const units = fc.constantFrom("days", "weeks", "months", "years");
    const days = fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 999 }), units, (at, count, unit) => {
        expect(later(at, { count, unit }).getTime()).toBeGreaterThan(at.getTime());
      }),
      { numRuns: 100 },
    );
  });
});

test("who does it", () => {
  const person = (id: string, role: "full" | "auditor") => ({ id, role }) as never;
  const definition = {
    people: [person("ada", "full"), person("otto", "auditor")],
    teams: [{ name: "core", title: "", members: ["ada"], lead: "ada", pointPerson: "ada", deputies: [] }],
  };
  expect(ownersOf({ team: "core", role: undefined }, definition)).toEqual(["ada"]);
  expect(ownersOf({ team: undefined, role: "auditor" }, definition)).toEqual(["otto"]);
});
