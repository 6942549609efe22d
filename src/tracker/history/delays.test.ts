import { expect, test } from "vitest";
import { delaysBy, delaysOf } from "./delays.ts";
import type { VerdictSpan } from "./spans.ts";

const AT = new Date("2026-11-21T00:00:00Z");

function span(publishedBy: "cve" | "record" | null, days: number | null, fromRecord: number | null): VerdictSpan {
  return {
    ...{ issue: "CVE-2026-1000", package: "curl", release: publishedBy ?? "sid", now: "fixed", published: null },
    ...{ publishedBy, recorded: null, openSince: null, openSinceFirstState: false, fixed: AT, daysToFix: days },
    ...{ daysFromRecord: fromRecord, wasOpen: true, opened: 1, closed: 2, fixedBy: 2, last: 2 },
  };
}

test("days count from the CVE's publication, and beside them from our first word", () => {
  const spans = [span("cve", 10, 4), span("cve", 20, null)];
  expect(delaysOf(spans, AT)).toEqual({
    ...{ fixed: 2, median: 10, p75: 20, p90: 20, atOnce: 0, countedFrom: "cve", open: 0, longestOpen: null },
    fromRecord: { fixed: 1, median: 4, p75: 4, p90: 4, atOnce: 0 },
  });
});

test.each([
  ["no CVE record imported", [span("record", 4, 4)], "record", 1],
  ["some of each", [span("record", 4, 4), span("cve", 9, 4)], "both", 2],
  ["nothing known", [span(null, null, null)], null, 0],
] as const)("%s: the answer says so", (_, spans, countedFrom, fixed) => {
  expect(delaysOf(spans, AT)).toMatchObject({ countedFrom, fixed });
});

test("a fix that was there when its CVE was published had nobody waiting, whatever our first word says", () => {
  const early = span("cve", 0, 4);
  expect(delaysOf([early], AT)).toMatchObject({ fixed: 0, atOnce: 1, countedFrom: null, fromRecord: { fixed: 1 } });
  const known = { ...span("cve", 4, 4), wasOpen: false };
  expect(delaysOf([known], AT)).toMatchObject({ fixed: 0, atOnce: 1, fromRecord: { fixed: 0, atOnce: 1 } });
});

test("what is open has no days yet, and its age counts from when it opened", () => {
  const open = { ...span("cve", null, null), now: "vulnerable", openSince: new Date("2026-11-01T00:00:00Z") } as const;
  expect(delaysBy([open], () => "bookworm", AT)).toMatchObject([
    { name: "bookworm", fixed: 0, open: 1, longestOpen: 20, countedFrom: null },
  ]);
});
