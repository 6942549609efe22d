import { suggestionsFor } from "../hints/copy-suggestions.ts";
import type { Snapshot } from "../live/live-state.ts";
import { verdict } from "../verdict/verdict.ts";
import { perSnapshot, type View, type ViewRow } from "./view.ts";

const rows = perSnapshot((snapshot: Snapshot): readonly ViewRow[] => {
  const { tracker, archive, judge } = snapshot;
  const copied = new Set(tracker.layers.flatMap((layer) => layer.embeddedCopies.map((one) => one.package)));
  if (copied.size === 0) return [];
  const open = snapshot.open.flatMap((row) => {
    if (row.status !== "vulnerable" || !copied.has(row.package)) return [];
    return verdict(tracker, archive, row, judge) ?? [];
  });
  const found: ViewRow[] = [];
  for (const { issue, release, code, embedder, from, decision } of suggestionsFor(open, tracker, archive)) {
    if (decision?.answer === "dismissed") continue;
    const said = decision ? `confirmed: ${decision.reason}` : from;
    const note = `the code of ${code}, in ${release}; ${said}`;
    found.push({
      issue,
      standing: undefined,
      package: embedder,
      mark: decision ? "has a copy" : "may have a copy",
      note,
    });
  }
  return found;
});

/** Suggestions from embedded-code-copies for what is open; the command `tracker copies` knows what binaries were built with, too. */
export const COPIES_VIEW: View = {
  name: "copies",
  title: "Copies of vulnerable code",
  lead: "A package is open, and another carries a copy of its code that nobody has judged. Confirm or dismiss it with `sameday tracker decide-copy`.",
  rows,
};
