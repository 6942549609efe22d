import type { Located, Report } from "../read/field.ts";

/** Names each value that stands twice, at its second place, with the line of the first. */
export function unique(values: readonly Located<string>[], what: string, report: Report): void {
  const first = new Map<string, Located<string>>();
  for (const each of values) {
    const before = first.get(each.value);
    if (before) {
      const message = `${what} "${each.value}" stands twice; the first is in line ${before.place.line}.`;
      report.error("distribution-twice", each.place, message);
    } else first.set(each.value, each);
  }
}
