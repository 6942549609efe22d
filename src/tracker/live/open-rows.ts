import type { IssueId } from "../../kernel/index.ts";
import type { Changed } from "./live-tracker.ts";
import type { Standing, Standings } from "./standings.ts";

const URGENCY_ORDER: Readonly<Record<string, number>> = { high: 0, medium: 1, low: 2, "not yet assigned": 3 };

/** What is open or undetermined anywhere: undecided before decided, the most urgent first, then the newest. */
export function openRowsAfter(
  before: readonly Standing[],
  changed: Changed,
  standings: Standings,
): readonly Standing[] {
  if (changed === "everything") return sorted([...standings.entries()].flatMap(([, found]) => found.filter(isOpen)));
  if (changed.size === 0) return before;
  const added = sorted([...changed].flatMap((issue) => (standings.get(issue) ?? []).filter(isOpen)));
  return merged(before, changed, added);
}

/** In the order of open rows. */
export function sorted(rows: readonly Standing[]): readonly Standing[] {
  return rows
    .map(keyed)
    .sort(compare)
    .map(({ row }) => row);
}

/** One walk: rows of changed issues go out, their new ones come in where they belong. */
function merged(before: readonly Standing[], changed: ReadonlySet<IssueId>, added: readonly Standing[]): Standing[] {
  const rows: Standing[] = [];
  let from = 0;
  for (const row of added) {
    const until = placeOf(before, row);
    for (; from < until; from += 1) keep(before[from] as Standing);
    rows.push(row);
  }
  for (; from < before.length; from += 1) keep(before[from] as Standing);
  return rows;

  function keep(row: Standing): void {
    if (!changed.has(row.issue)) rows.push(row);
  }
}

/** How many rows stand before one. */
function placeOf(rows: readonly Standing[], row: Standing): number {
  const wanted = keyed(row);
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(keyed(rows[middle] as Standing), wanted) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isOpen({ status }: Standing): boolean {
  return status === "vulnerable" || status === "undetermined";
}

interface Keyed {
  readonly row: Standing;
  readonly weight: number;
  readonly age: number;
}

function keyed(row: Standing): Keyed {
  const weight = (row.decision === undefined ? 0 : 10) + (URGENCY_ORDER[row.urgency] ?? 4);
  return { row, weight, age: ageOf(row.issue) };
}

function compare(a: Keyed, b: Keyed): number {
  return a.weight - b.weight || b.age - a.age || byName(a.row, b.row);
}

/** Grows with year and number; issues without a number are the oldest. */
export function ageOf(issue: IssueId): number {
  const [, year, number] = /^CVE-(\d+)-(\d+)$/.exec(issue) ?? [];
  return year === undefined ? 0 : Number(year) * 1e10 + Number(number);
}

function byName(a: Standing, b: Standing): number {
  const [left, right] = [`${a.issue} ${a.package} ${a.release}`, `${b.issue} ${b.package} ${b.release}`];
  return left < right ? -1 : left > right ? 1 : 0;
}
