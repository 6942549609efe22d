import type { DelayRow, VerdictSpan } from "../../tracker/index.ts";
import type { CommandContext } from "../frame/verb.ts";
import { defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { EVENT_OPTIONS } from "./tracker-at.ts";
import { openEvents, tellUnknownInEvents } from "./tracker-derive.ts";
import { EVENT_EXITS, NO_RELEASE } from "./tracker-history.ts";
import { definitionFile, layerDirectories, openTracker } from "./tracker-sources.ts";

const GROUPS = ["release", "team", "package"] as const;

export const delays = defineVerb({
  name: "delays",
  summary: "say how many days fixes took",
  description:
    "From an issue's publication to the first state of the archive with a fix, by release, package or team: the middle, and the days within which three and nine of ten were fixed. Publication is the day of the CVE record where one was imported (`sameday tracker import cve`), else the first word about the issue in the data; the column `from` says which: CVE, record, or both. With --json fromRecord has the same figures from the first word alone. A team is who supported the release when the issue became known: security, lts, elts, or development. What has no known beginning is left out; what was fixed when it became known stands apart; what is still open is counted beside.",
  options: {
    ...EVENT_OPTIONS,
    by: { kind: "text", value: "WHAT", summary: "release, team or package; default release", choices: GROUPS },
    release: { kind: "text", value: "CODENAME", summary: "only this release" },
    package: { kind: "text", value: "NAME", summary: "only this source package" },
    since: { kind: "text", value: "DAY", summary: "only issues that were published on this day or later" },
  },
  examples: [
    { line: "sameday tracker delays --data data --by team --since 2026-01-01", says: "this year, by who had to fix" },
    { line: "sameday tracker delays --data data --package curl --json", says: "one package by release" },
  ],
  exits: { ...EVENT_EXITS, 1: NO_RELEASE },
  async run(context, { options }) {
    const { SamedayError } = await import("../../kernel/index.ts");
    const { delaysBy, readAt, readPublications, spansOf } = await import("../../tracker/index.ts");
    const { by = "release", release, package: name, since } = options;
    if (since !== undefined && (!/^\d{4}-\d\d-\d\d$/.test(since) || !(readAt(since) instanceof Date))) {
      throw new SamedayError("INPUT_INVALID", `${since} is no day.`);
    }
    const from = since === undefined ? undefined : new Date(`${since}T00:00Z`);
    const layers = await layerDirectories(context, options);
    const publicationOf = await readPublications(layers.map(({ directory }) => directory));
    const index = await openEvents(context, options);
    try {
      await tellUnknownInEvents(context, index, options, { release, package: name });
      const spans = [...spansOf(index, name === undefined ? {} : { package: name }, publicationOf)].filter(
        (span) =>
          (release === undefined || span.release === release) &&
          (from === undefined || (span.published !== null && span.published >= from)),
      );
      const now = context.clock.now();
      const group =
        by === "team" ? await teamOf(context, options.definition, now) : byField(by as "release" | "package");
      const rows = delaysBy(spans, group, now);
      context.answer({ by, at: now.toISOString(), rows }, () => printable(table(by, rows)));
    } finally {
      index.close();
    }
  },
});

function byField(field: "release" | "package"): (span: VerdictSpan) => string {
  return (span) => span[field];
}

async function teamOf(context: CommandContext, definition: string | undefined, now: Date) {
  const { phaseOf } = await import("../../tracker/index.ts");
  const { readReleaseDates } = await import("../../distribution/index.ts");
  const { tracker } = await openTracker(context, { definition, asDebian: false });
  const dates = await readReleaseDates(await definitionFile(context, { definition }));
  return ({ release, published, openSince }: VerdictSpan): string =>
    phaseOf(release, dates, tracker.releases, published ?? openSince ?? now).name;
}

const HEAD = ["fixed", "from", "median", "75 %", "90 %", "at once", "open", "longest open"] as const;
const FROM = { cve: "CVE", record: "record", both: "both" } as const;

function table(by: string, rows: readonly DelayRow[]): string {
  const days = (value: number | null): string => (value === null ? "-" : `${value.toFixed(1)} d`);
  const lines = rows.map((row) => [
    row.name,
    String(row.fixed),
    row.countedFrom === null ? "-" : FROM[row.countedFrom],
    ...[row.median, row.p75, row.p90].map(days),
    String(row.atOnce),
    String(row.open),
    days(row.longestOpen),
  ]);
  const all = [[by, ...HEAD], ...lines];
  const widths = all.reduce<number[]>((most, line) => line.map((word, at) => Math.max(most[at] ?? 0, word.length)), []);
  const padded = (word: string, at: number): string =>
    at === 0 ? word.padEnd(widths[at] ?? 0) : word.padStart(widths[at] ?? 0);
  return all.map((line) => line.map(padded).join("  ")).join("\n");
}
