import { isOpenNote } from "../bugs/closed-bugs.ts";
import type { Snapshot } from "../live/live-state.ts";
import { perSnapshot, type View, type ViewRow } from "./view.ts";

const rows = perSnapshot(({ tracker }: Snapshot): readonly ViewRow[] => {
  const closed = new Map(tracker.layers.flatMap((layer) => [...layer.closedBugs]));
  if (closed.size === 0) return [];
  const found: ViewRow[] = [];
  for (const { list } of tracker.index.lists) {
    if (list.kind !== "issues") continue;
    for (const record of list.pieces.flatMap((piece) => piece.file.records)) {
      for (const note of record.notes) {
        if (!isOpenNote(note) || note.bugs.length === 0 || !note.bugs.every((bug) => closed.has(bug))) continue;
        const says = note.bugs.map((bug) => {
          const versions = closed.get(bug) ?? [];
          return `bug ${bug} is closed${versions.length === 0 ? "" : `, fixed in ${versions.join(", ")}`}`;
        });
        found.push({
          issue: record.name,
          standing: undefined,
          package: note.package,
          mark: "bug closed",
          note: says.join("; "),
        });
      }
    }
  }
  return found;
});

/** What a maintainer has closed is often fixed; a line of the lists follows only when a person says so. */
export const CLOSED_BUGS_VIEW: View = {
  name: "closed-bugs",
  title: "Open, its bugs closed",
  lead: "The lists call it open, and every bug that they name for it was closed when `sameday tracker import-bugs` last asked. Name the version that has the fix, or say why it is open all the same.",
  rows,
};
