import type { Finding } from "../../src/audit/index.ts";
import type { CorpusRow } from "./audit-trees.ts";

/** How the findings of one class in one labelled tree stand against its rows. */
export interface Marks {
  /** Bad findings, each by the rows that stand for it. */
  readonly found: readonly (readonly CorpusRow[])[];
  readonly missed: readonly (readonly CorpusRow[])[];
  /** Hits on rows that are fine. */
  readonly wrong: readonly { readonly row: CorpusRow; readonly finding: Finding }[];
  /** Hits on lines that are not labelled. */
  readonly unlisted: readonly Finding[];
  /** Found, but reported at another level than labelled. */
  readonly otherSeverity: readonly { readonly row: CorpusRow; readonly reported: string }[];
}

export function marksOf(rows: readonly CorpusRow[], findings: readonly Finding[]): Marks {
  const hits = new Map<string, Finding[]>();
  for (const finding of findings.filter(({ severity }) => severity !== "note")) {
    const place = placeOf(finding);
    hits.set(place, [...(hits.get(place) ?? []), finding]);
  }
  const groups = new Map<string, CorpusRow[]>();
  const bad = rows.filter(({ verdict }) => verdict === "bad");
  for (const row of bad) {
    const key = row.group || placeOf(row);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const all = [...groups.values()];
  const isFound = (group: readonly CorpusRow[]): boolean => group.some((row) => hits.has(placeOf(row)));
  const badPlaces = new Set(bad.map(placeOf));
  const listed = new Set(rows.map(placeOf));
  return {
    found: all.filter(isFound),
    missed: all.filter((group) => !isFound(group)),
    wrong: rows
      .filter((row) => row.verdict === "ok" && !badPlaces.has(placeOf(row)))
      .flatMap((row) => (hits.get(placeOf(row)) ?? []).map((finding) => ({ row, finding }))),
    unlisted: [...hits].flatMap(([place, list]) => (listed.has(place) ? [] : list)),
    otherSeverity: bad.flatMap((row) => {
      const reported = (hits.get(placeOf(row)) ?? []).map(({ severity }) => severity);
      return reported.length > 0 && !reported.includes(row.severity as Finding["severity"])
        ? [{ row, reported: reported.join() }]
        : [];
    }),
  };
}

function placeOf({ path, line }: { readonly path: string; readonly line: number }): string {
  return `${path}\0${line}`;
}

/** The level of a finding that several rows stand for: the highest of theirs. */
export function severityOf(group: readonly CorpusRow[]): string {
  return ["high", "medium", "low"].find((level) => group.some(({ severity }) => severity === level)) ?? "low";
}
