import type { ReadReport } from "./ask-bugs.ts";
import type { NamedIssues } from "./report.ts";

/** Reports that are merged, as one: its number is the lowest that is open. */
export interface OneBug {
  readonly bug: number;
  /** Every number, its own included. */
  readonly numbers: readonly number[];
  readonly sources: readonly string[];
  readonly title: string;
  readonly day: string;
  readonly names: NamedIssues;
}

/** Open reports with those that were merged put together, lowest number first. */
export function oneOfMerged(reports: readonly ReadReport[]): readonly OneBug[] {
  const byNumber = new Map(reports.map((report) => [report.bug, report]));
  const partners = partnersOf(reports);
  const taken = new Set<number>();
  const found: OneBug[] = [];
  for (const bug of [...byNumber.keys()].sort((a, b) => a - b)) {
    if (taken.has(bug)) continue;
    const numbers = reachedFrom(bug, partners);
    for (const number of numbers) taken.add(number);
    const members = numbers.flatMap((number) => byNumber.get(number) ?? []);
    const { title, day } = byNumber.get(bug) as ReadReport;
    found.push({
      bug,
      numbers,
      sources: [...new Set(members.flatMap(({ sources }) => sources))],
      title,
      day,
      names: {
        title: [...new Set(members.flatMap(({ names }) => names.title))],
        text: [...new Set(members.flatMap(({ names }) => names.text))],
      },
    });
  }
  return found;
}

/** Both ways, since one of two reports may have been read before they were merged. */
function partnersOf(reports: readonly ReadReport[]): ReadonlyMap<number, ReadonlySet<number>> {
  const partners = new Map<number, Set<number>>();
  const put = (one: number, other: number): void => {
    partners.set(one, (partners.get(one) ?? new Set()).add(other));
  };
  for (const { bug, merged } of reports) {
    for (const other of merged) {
      put(bug, other);
      put(other, bug);
    }
  }
  return partners;
}

function reachedFrom(bug: number, partners: ReadonlyMap<number, ReadonlySet<number>>): readonly number[] {
  const seen = new Set<number>();
  const next = [bug];
  for (let number = next.pop(); number !== undefined; number = next.pop()) {
    if (seen.has(number)) continue;
    seen.add(number);
    next.push(...(partners.get(number) ?? []));
  }
  return [...seen].sort((a, b) => a - b);
}
