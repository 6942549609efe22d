import {
  type DatedRelease,
  type DelayRow,
  delaysBy,
  delaysOf,
  type EventFilter,
  type EventIndex,
  eventsOf,
  eventsSince,
  newestEvents,
  phaseOf,
  publicationsOf,
  type Snapshot,
  spansOf,
} from "../../tracker/index.ts";
import { type DelaysModel, type EventWish, type HistoryAnswers, PAGE_SIZES } from "../../web/index.ts";
import { eventModel, second, sinceModel, spanModel } from "./history-models.ts";
import { createReleaseDays } from "./release-days.ts";

export interface EventIndexNow {
  /** undefined while no events can be read. */
  current(): EventIndex | undefined;
}

export interface HistoryParts {
  readonly events: EventIndexNow;
  /** The data as it is now, for what releases there are. */
  snapshot(): Snapshot;
  readonly dates: readonly DatedRelease[];
  now(): Date;
}

const RECENT = 10;
/** All delays take some hundred milliseconds at Debian's size, and change by little. */
const DELAYS_MS = 10 * 60_000;

/** What pages say about the past, from the events that are kept. */
export function createHistoryAnswers({ events, snapshot, dates, now }: HistoryParts): HistoryAnswers {
  const releaseDays = createReleaseDays();
  let delays: { readonly name: string; readonly at: number; readonly model: DelaysModel } | undefined;

  const begun = (): { readonly index: EventIndex; readonly begins: string } | undefined => {
    const index = events.current();
    const begins = index?.table.begins();
    return index && begins && { index, begins: second(begins) };
  };
  const spansIn = (index: EventIndex, which: Parameters<typeof spansOf>[1] = {}) =>
    spansOf(index, which, publicationsOf(snapshot().tracker.layers));
  const teamOf = (release: string, at: Date): string => phaseOf(release, dates, snapshot().tracker.releases, at).name;
  const releasesOf = ({ table }: EventIndex): readonly string[] => {
    const age = (codename: string): number => snapshot().tracker.releases.get(codename)?.age ?? -1;
    const all = Array.from({ length: table.releases.count }, (_, at) => table.releases.name(at));
    return all.sort((a, b) => age(b) - age(a));
  };
  /** null for a team or release that there is not. */
  const filterOf = (index: EventIndex, { issue, source, release, team }: EventWish): EventFilter | null => {
    const known = releasesOf(index);
    if (release !== undefined && !known.includes(release)) return null;
    const own = team === undefined ? undefined : known.filter((one) => teamOf(one, now()) === team);
    if (own?.length === 0) return null;
    const both = own && release !== undefined ? own.filter((one) => one === release) : (own ?? (release && [release]));
    return { issue, package: source, ...(both && { releases: new Set(both) }) };
  };

  return {
    issueHistory(issue) {
      const { index, begins } = begun() ?? {};
      if (index === undefined || begins === undefined) return null;
      const spans = [...spansIn(index, { issue })];
      if (spans.length === 0) return null;
      const order = releasesOf(index);
      spans.sort((a, b) => compare(a.package, b.package) || order.indexOf(a.release) - order.indexOf(b.release));
      return { begins, spans: spans.slice(0, PAGE_SIZES.list * 4).map((span) => spanModel(index, span)) };
    },

    sourceHistory(source, issues) {
      const { index, begins } = begun() ?? {};
      if (index === undefined || begins === undefined) return null;
      const asked = new Set(issues);
      const spans = [...spansIn(index, { package: source })];
      if (spans.length === 0) return null;
      const rows = eventsOf(index, { package: source }).slice(-RECENT).reverse();
      return {
        begins,
        since: spans.filter((span) => asked.has(span.issue)).map(sinceModel),
        recent: rows.map((row) => eventModel(index, row)),
        delays: delaysOf(spans, now()),
      };
    },

    placeHistory(issue, source, release) {
      const { index, begins } = begun() ?? {};
      if (index === undefined || begins === undefined) return null;
      const { table } = index;
      const own = table.releases.find(release);
      const rows = eventsOf(index, { issue, package: source }).filter(
        (row) => table.place.release.get(table.event.place.get(row)) === own,
      );
      return { begins, events: rows.slice(-PAGE_SIZES.list).map((row) => eventModel(index, row)) };
    },

    asOf({ issue, source }, at, page) {
      const { index, begins } = begun() ?? {};
      if (index === undefined || begins === undefined) return null;
      const which = { ...(issue !== undefined && { issue }), ...(source !== undefined && { package: source }) };
      const { table } = index;
      const rows: number[] = [];
      let known = false;
      for (const place of table.placesOf(which)) {
        known = true;
        let link = table.place.last.get(place);
        while (link !== 0 && table.timeOf(link - 1).getTime() >= at) link = table.event.before.get(link - 1);
        if (link !== 0 && table.statusAt(link - 1) !== null) rows.push(link - 1);
      }
      if (!known) return null;
      const isOpen = (row: number): boolean => ["vulnerable", "undetermined"].includes(table.statusAt(row) ?? "");
      const order = releasesOf(index);
      const releaseAt = (row: number): number =>
        order.indexOf(table.releases.name(table.place.release.get(table.event.place.get(row))));
      const issueAt = (row: number): number => table.place.issue.get(table.event.place.get(row));
      rows.sort(
        (a, b) =>
          Number(isOpen(b)) - Number(isOpen(a)) ||
          compare(table.issues.name(issueAt(b)), table.issues.name(issueAt(a))) ||
          releaseAt(a) - releaseAt(b),
      );
      const pageSize = PAGE_SIZES.list;
      const from = (page - 1) * pageSize;
      const shown = rows.slice(from, from + pageSize).map((row) => eventModel(index, row));
      return { begins, at: second(new Date(at)), rows: { total: rows.length, page, pageSize, rows: shown } };
    },

    releaseHistory(release) {
      const { index, begins } = begun() ?? {};
      const own = index?.table.releases.find(release);
      if (index === undefined || begins === undefined || own === undefined) return null;
      const { table } = index;
      return { begins, last: second(table.timeOf(table.release.last.get(own) - 1)) };
    },

    releaseAsOf(release, show, at, page) {
      const { index, begins } = begun() ?? {};
      const day = index && releaseDays(index, release, new Date(at));
      if (index === undefined || begins === undefined || day === undefined) return null;
      const pageSize = PAGE_SIZES.list;
      const from = (page - 1) * pageSize;
      const shown = day.rows[show].slice(from, from + pageSize).map((row) => eventModel(index, row));
      const rows = { total: day.counts[show], page, pageSize, rows: shown };
      return { begins, at: second(new Date(at)), show, counts: day.counts, rows };
    },

    events(wish, page) {
      const { index, begins } = begun() ?? {};
      const pageSize = PAGE_SIZES.list;
      if (index === undefined || begins === undefined) {
        return { begins: null, releases: [], teams: [], events: { total: 0, page, pageSize, rows: [] } };
      }
      const filter = filterOf(index, wish);
      if (filter === null) return null;
      const releases = releasesOf(index);
      const { total, rows } = newestEvents(index, (page - 1) * pageSize, pageSize, filter);
      return {
        begins,
        releases,
        teams: [...new Set(releases.map((release) => teamOf(release, now())))].sort(),
        events: { total, page, pageSize, rows: rows.map((row) => eventModel(index, row)) },
      };
    },

    eventsSince(wish, since, limit) {
      const index = begun()?.index;
      if (index === undefined) return null;
      const filter = filterOf(index, wish);
      if (filter === null) return null;
      try {
        const { rows, next, more } = eventsSince(index, cursorOrDay(since), limit, filter);
        return { events: rows.map((row) => eventModel(index, row)), next, more };
      } catch (error) {
        const code = (error as { readonly code?: string }).code;
        if (code === "INPUT_INVALID") return "no-cursor";
        if (code === "CONFLICT") return "replaced";
        throw error;
      }
    },

    delays() {
      const { index, begins } = begun() ?? {};
      if (index === undefined || begins === undefined) return null;
      const at = now();
      if (delays?.name === index.name && at.getTime() - delays.at < DELAYS_MS) return delays.model;
      const order = releasesOf(index);
      const named = (rows: readonly DelayRow[]) =>
        rows.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
      const model = {
        begins,
        releases: named(delaysBy(spansIn(index), ({ release }) => release, at)),
        teams: delaysBy(spansIn(index), (span) => teamOf(span.release, span.published ?? span.openSince ?? at), at),
      };
      delays = { name: index.name, at: at.getTime(), model };
      return model;
    },
  };
}

/** Programs go on from a cursor; people begin with a day. */
function cursorOrDay(since: string): string | Date | undefined {
  if (since === "") return undefined;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(since) ? new Date(`${since}T00:00Z`) : undefined;
  return day === undefined || Number.isNaN(day.getTime()) ? since : day;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
