import { compareVersions } from "../../kernel/index.ts";
import type { RowRole } from "../archive/source-versions.ts";
import type { Note } from "../format/types.ts";
import { effectiveVersion } from "../model/merge-notes.ts";
import type { Tracker } from "../model/tracker.ts";
import type { Judge, JudgedRow } from "./types.ts";

const ORDER: readonly RowRole[] = ["main", "security", "lts"];
const BACKPORT_SUFFIX = /~(?:bpo|volatile)[0-9.+]+$/;

/**
 * Judges as Debian's tracker does. Versions: a final `~bpo…` or `~volatile…` is dropped; strings that are then equal but
 * spelt differently rank by where a fixed version of that spelling first stood in any list.
 * Suites: main, then security, then lts; the first that is fixed speaks, else the first that is there. A package in two
 * areas of one suite speaks with the area that was read last.
 */
export function createDebianJudge(tracker: Tracker): Judge {
  const firstSeen = firstAppearances(tracker);
  const rank = (version: string): number => firstSeen.get(version) ?? Number.POSITIVE_INFINITY;
  return {
    asDebian: true,
    compare(version, fixed) {
      if (version === fixed) return 0;
      const order = compareVersions(version.replace(BACKPORT_SUFFIX, ""), fixed.replace(BACKPORT_SUFFIX, ""));
      return order === 0 ? rank(version) - rank(fixed) : order;
    },
    pick(rows) {
      if (rows.length === 1) return rows[0] as JudgedRow;
      const bySuite = new Map<RowRole, JudgedRow>();
      for (const row of rows) bySuite.set(row.row.role, row);
      const inOrder = ORDER.flatMap((role) => bySuite.get(role) ?? []);
      return (inOrder.find((row) => row.vulnerable === "no") ?? inOrder[0] ?? rows[0]) as JudgedRow;
    },
  };
}

/**
 * In which order fixed versions entered Debian's database: the issues' own notes that survived the merge, record by record
 * with release lines first, then the advisories' notes list by list.
 */
function firstAppearances(tracker: Tracker): ReadonlyMap<string, number> {
  const firstSeen = new Map<string, number>();
  const see = (note: Note): void => {
    const version = effectiveVersion(note);
    if (version !== undefined && !firstSeen.has(version)) firstSeen.set(version, firstSeen.size);
  };
  for (const name of tracker.issueNames()) {
    for (const claim of tracker.issue(name)?.claims ?? []) if (claim.from.file.kind !== "advisories") see(claim.note);
  }
  for (const layer of tracker.layers) {
    for (const file of layer.lists) {
      if (file.kind === "advisories") for (const record of file.records) record.notes.forEach(see);
    }
  }
  return firstSeen;
}
