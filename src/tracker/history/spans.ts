import { DAY_MS, type IssueId } from "../../kernel/index.ts";
import type { PublicationOf } from "../signals/publications.ts";
import type { Status } from "../verdict/types.ts";
import type { EventIndex } from "./event-index.ts";
import { second } from "./step.ts";

/** One issue in one package of one release, over time. Events are rows of the index. */
export interface VerdictSpan {
  readonly issue: IssueId;
  readonly package: string;
  readonly release: string;
  /** null when nothing is said about it any more: withdrawn, or the release left the archive. */
  readonly now: Status | null;
  /** When the issue became public: by its CVE record where one was imported, else `recorded`; null when neither is known. */
  readonly published: Date | null;
  /** Which of the two it is. */
  readonly publishedBy: "cve" | "record" | null;
  /** When the issue was first spoken of in any package; null when that was before the first state that is known. */
  readonly recorded: Date | null;
  /** Since when it is open without a break; null while it is not. */
  readonly openSince: Date | null;
  /** It was open in the first state already, so at least since `openSince`. */
  readonly openSinceFirstState: boolean;
  /** When it last became fixed; null while it is not, and when it was in the first state. */
  readonly fixed: Date | null;
  /** From publication to the fix, in days, 0 where the fix came first; null when one of them is not known or there is none. */
  readonly daysToFix: number | null;
  /** The same from `recorded`. */
  readonly daysFromRecord: number | null;
  /** Whether its users ever waited: what was fixed when it was first spoken of has no delay. */
  readonly wasOpen: boolean;
  /** The event that last opened it, the one that ended that, the one that fixed it, and the last of all. */
  readonly opened: number | null;
  readonly closed: number | null;
  readonly fixedBy: number | null;
  readonly last: number;
}

/** A span as programs read it. */
export function spanJson(span: VerdictSpan) {
  const date = (at: Date | null): string | null => at && second(at);
  const { issue, package: name, release, now, publishedBy, openSinceFirstState, daysToFix, daysFromRecord } = span;
  return {
    ...{ issue, package: name, release, now },
    published: date(span.published),
    publishedBy,
    recorded: date(span.recorded),
    openSince: date(span.openSince),
    openSinceFirstState,
    fixed: date(span.fixed),
    daysToFix,
    daysFromRecord,
  };
}

/**
 * Spans of an issue, of a package, or all of them: one after the other, since all of Debian's would take much memory.
 * `publicationOf` knows the days of CVE records; without it publication is the first word of our own data.
 */
export function* spansOf(
  { table }: EventIndex,
  which: { readonly issue?: string; readonly package?: string } = {},
  publicationOf: PublicationOf = () => undefined,
): Generator<VerdictSpan, void> {
  // An issue has a dozen places; its day is looked up once.
  const known = new Map<number, Date | undefined>();
  const byCve = (issue: number): Date | undefined => {
    if (!known.has(issue)) known.set(issue, publicationOf(table.issues.name(issue)));
    return known.get(issue);
  };
  for (const row of table.placesOf(which)) yield spanAt(table, row, byCve);
}

function spanAt(
  table: EventIndex["table"],
  row: number,
  publicationOf: (issue: number) => Date | undefined,
): VerdictSpan {
  const { place } = table;
  const link = (value: number): number | null => (value === 0 ? null : value - 1);
  const issue = place.issue.get(row);
  const first = table.issue.first.get(issue);
  const recorded = table.isFirstState(first) ? null : table.timeOf(first);
  const byCve = publicationOf(issue);
  const published = byCve ?? recorded;
  const [opened, closed] = [link(place.opened.get(row)), link(place.closed.get(row))];
  const isOpen = opened !== null && closed === null;
  const fixedBy = link(place.fixed.get(row));
  const fixed = fixedBy === null || table.isFirstState(fixedBy) ? null : table.timeOf(fixedBy);
  return {
    issue: table.issues.name(issue),
    package: table.packages.name(place.package.get(row)),
    release: table.releases.name(place.release.get(row)),
    now: table.statusAt(place.last.get(row) - 1),
    published,
    publishedBy: byCve ? "cve" : recorded && "record",
    recorded,
    openSince: isOpen ? table.timeOf(opened) : null,
    openSinceFirstState: isOpen && table.isFirstState(opened),
    fixed,
    daysToFix: daysBetween(published, fixed),
    daysFromRecord: daysBetween(recorded, fixed),
    wasOpen: opened !== null,
    opened,
    closed,
    fixedBy,
    last: place.last.get(row) - 1,
  };
}

/** An embargoed issue is fixed and public at once, or the fix comes first: nobody waited then. */
function daysBetween(from: Date | null, to: Date | null): number | null {
  return from && to && Math.max(0, (to.getTime() - from.getTime()) / DAY_MS);
}
