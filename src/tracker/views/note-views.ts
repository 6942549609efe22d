import { lacksEpoch } from "../check/against-archive.ts";
import { nearestName } from "../format/nearest-name.ts";
import type { ListRecord } from "../format/types.ts";
import type { Snapshot } from "../live/live-state.ts";
import { perSnapshot, type View, type ViewRow } from "./view.ts";

/** Notes of the lists of issues that ask for somebody, by view. One pass finds them all. */
interface NoteFindings {
  readonly itp: ViewRow[];
  readonly unknown: ViewRow[];
  readonly epochs: ViewRow[];
  readonly latent: ViewRow[];
}

const findings = perSnapshot((snapshot: Snapshot): NoteFindings => {
  const { tracker, archive } = snapshot;
  const found: NoteFindings = { itp: [], unknown: [], epochs: [], latent: [] };
  const removed = removedIn(snapshot);
  const names = [...archive.packages()];
  const seen = new Set<string>();
  for (const { list } of tracker.index.lists) {
    if (list.kind === "advisories") continue;
    for (const record of list.pieces.flatMap((piece) => piece.file.records)) {
      for (const note of record.notes) {
        const row = (mark: string, text: string): ViewRow => {
          return { issue: record.name, standing: undefined, package: note.package, mark, note: text };
        };
        const rows = archive.rowsOf(note.package);
        if (note.kind === "itp") {
          const bugs = note.bugs.map((bug) => `bug ${bug}`).join(", ");
          found.itp.push(row("not packaged", rows.length > 0 ? `${bugs}; it is in the archive now` : bugs));
        } else if (rows.length === 0) {
          if (removed.has(note.package) || seen.has(note.package)) continue;
          seen.add(note.package);
          const near = nearestName(note.package, names);
          found.unknown.push(row("unknown package", near === undefined ? "" : `is it ${near}?`));
        } else if (
          lacksEpoch(
            note,
            rows.map(({ version }) => version),
          )
        ) {
          found.epochs.push(row("missing epoch", `${note.version}; the archive has ${rows[0]?.version}`));
        }
      }
      for (const name of latentIn(record, snapshot)) {
        const note = "only lines of single releases speak of it";
        found.latent.push({ issue: record.name, standing: undefined, package: name, mark: "latent", note });
      }
    }
  }
  return found;
});

/** As the check knows them, read piece by piece: putting whole lists together for this would take longer than all views. */
function removedIn({ tracker }: Snapshot): ReadonlySet<string> {
  const removed = new Set(tracker.layers.flatMap((layer) => [...layer.removedPackages]));
  for (const { list } of tracker.index.lists) {
    for (const { file } of list.pieces) {
      for (const { notes } of file.records)
        for (const note of notes) if (note.kind === "removed") removed.add(note.package);
    }
  }
  return removed;
}

/**
 * Packages that some release's line calls open or fixed, while nothing is said about unstable: whatever enters it next, or
 * a release without a line of its own, is judged by nobody.
 */
function latentIn(record: ListRecord, { archive }: Snapshot): readonly string[] {
  const defaults = new Set(record.notes.filter((note) => note.release === undefined).map((note) => note.package));
  const open = record.notes.filter(
    (note) =>
      note.release !== undefined &&
      note.kind !== "not-affected" &&
      note.kind !== "undetermined" &&
      !defaults.has(note.package) &&
      archive.rowsOf(note.package).length > 0,
  );
  return [...new Set(open.map((note) => note.package))];
}

/** What is wrong or open in single notes. */
export const NOTE_VIEWS: readonly View[] = [
  {
    name: "itp",
    title: "Not packaged yet",
    lead: "Issues of software that somebody intends to package. When it enters the archive, say from which version on it is fixed.",
    rows: (snapshot) => findings(snapshot).itp,
  },
  {
    name: "unknown-packages",
    title: "Unknown packages",
    lead: "The lists name a package that is neither in the archive nor known to be removed: a slip of the pen, or a removal to be noted.",
    rows: (snapshot) => findings(snapshot).unknown,
  },
  {
    name: "missing-epochs",
    title: "Missing epochs",
    lead: "The fixed version has no epoch, and every version in the archive has one, so that everything looks fixed.",
    rows: (snapshot) => findings(snapshot).epochs,
  },
  {
    name: "latent",
    title: "Latently vulnerable",
    lead: "Some release has a line and unstable has none, so that nobody has judged what is there or comes next.",
    rows: (snapshot) => findings(snapshot).latent,
  },
];
