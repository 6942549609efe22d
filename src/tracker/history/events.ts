import { SamedayError } from "../../kernel/index.ts";
import type { EventIndex } from "./event-index.ts";

export interface EventFilter {
  readonly issue?: string | undefined;
  readonly package?: string | undefined;
  /** One of these releases. */
  readonly releases?: ReadonlySet<string> | undefined;
}

/** A piece of the events and the cursor with which to ask for what follows. */
export interface EventPage {
  /** Of the index; `event` reads them. */
  readonly rows: readonly number[];
  /** Names the log, too: another one has other events. */
  readonly next: string;
  readonly more: boolean;
}

/**
 * Events after a cursor or from an instant on, the oldest first, at most `limit`; without either from the start. Throws
 * INPUT_INVALID for what is no cursor, CONFLICT when the cursor is of a log that was replaced: its reader must start again.
 */
export function eventsSince(
  index: EventIndex,
  since: string | Date | undefined,
  limit: number,
  filter: EventFilter = {},
): EventPage {
  const { table, name } = index;
  const passes = rowFilter(index, filter);
  const begin = since instanceof Date ? index.table.firstRowFrom(since) : rowAfter(index, since);
  const rows: number[] = [];
  let row = begin;
  for (; row < table.event.place.length; row += 1) {
    if (!passes(row)) continue;
    if (rows.length === limit) break;
    rows.push(row);
  }
  // A cursor that is ahead of what was read stays what it is.
  if (begin >= table.event.place.length && typeof since === "string") return { rows: [], next: since, more: false };
  const last = row - 1;
  return {
    rows,
    next: `${name}-${cursorOf(index, last)}`,
    more: row < table.event.place.length,
  };
}

/** Events with the newest first, after leaving out `skip`; `total` counts all that pass. */
export function newestEvents(
  index: EventIndex,
  skip: number,
  limit: number,
  filter: EventFilter = {},
): { readonly total: number; readonly rows: readonly number[] } {
  const { table } = index;
  const passes = rowFilter(index, filter);
  const { issue, package: name, releases } = filter;
  if (issue !== undefined || name !== undefined) {
    const which = { ...(issue !== undefined && { issue }), ...(name !== undefined && { package: name }) };
    const found = eventsOf(index, which).filter(passes).reverse();
    return { total: found.length, rows: found.slice(skip, skip + limit) };
  }
  const rows: number[] = [];
  let passed = 0;
  for (let row = table.event.place.length - 1; row >= 0 && rows.length < limit; row -= 1) {
    if (!passes(row)) continue;
    if (passed >= skip) rows.push(row);
    passed += 1;
  }
  const counts = Array.from(releases ?? [], (one) => table.release.events.get(table.releases.find(one) ?? -1));
  return { total: releases ? counts.reduce((a, b) => a + b, 0) : table.event.place.length, rows };
}

/** Every event about places of one issue or package, by following links instead of looking through all. */
export function eventsOf(
  index: EventIndex,
  which: { readonly issue?: string; readonly package?: string },
): readonly number[] {
  const { table } = index;
  const rows: number[] = [];
  for (const place of table.placesOf(which)) {
    for (let at = table.place.last.get(place); at !== 0; at = table.event.before.get(at - 1)) rows.push(at - 1);
  }
  return rows.sort((a, b) => a - b);
}

function rowFilter({ table }: EventIndex, { issue, package: name, releases }: EventFilter): (row: number) => boolean {
  const i = issue === undefined ? undefined : (table.issues.find(issue) ?? -1);
  const p = name === undefined ? undefined : (table.packages.find(name) ?? -1);
  const kept = releases && new Set(Array.from(releases, (release) => table.releases.find(release)));
  return (row) => {
    const { place } = table;
    const at = table.event.place.get(row);
    if (kept && !kept.has(place.release.get(at))) return false;
    return (i === undefined || place.issue.get(at) === i) && (p === undefined || place.package.get(at) === p);
  };
}

const CURSOR = /^([0-9a-f]{12})-(\d{1,9})\.(\d{1,9})$/;

function rowAfter({ name, table }: EventIndex, cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const [, of, step = "0", place = "0"] = CURSOR.exec(cursor) ?? [];
  if (of === undefined) throw new SamedayError("INPUT_INVALID", `${cursor} is no cursor of these events.`);
  if (of !== name) throw new SamedayError("CONFLICT", "The events were derived anew; read them from the start.");
  if (Number(step) === 0) return 0;
  const after = (number: number): number =>
    number < table.step.time.length ? table.step.first.get(number) : table.event.place.length;
  return Math.min(after(Number(step) - 1) + Number(place), after(Number(step)));
}

function cursorOf({ table }: EventIndex, row: number): string {
  if (row < 0) return "0.0";
  const step = table.event.step.get(row);
  return `${step + 1}.${row - table.step.first.get(step) + 1}`;
}
