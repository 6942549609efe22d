import type { IssueId } from "../../kernel/index.ts";
import { listing } from "../live/listing.ts";
import type { Snapshot } from "../live/live-state.ts";
import type { Standing } from "../live/standings.ts";

/** A list that somebody works through. */
export interface View {
  readonly name: string;
  readonly title: string;
  /** What belongs here and what is to be done with it, in a sentence or two. */
  readonly lead: string;
  rows(snapshot: Snapshot, circumstances: Circumstances): readonly ViewRow[];
}

/** What a view follows from beside the data. */
export interface Circumstances {
  /** Codenames of releases that get fixes now. */
  readonly supported: ReadonlySet<string>;
  /** For how long somebody has been silent. */
  readonly today: Date;
}

export interface ViewRow {
  readonly issue: IssueId;
  /** undefined where there is no verdict to be shown. */
  readonly standing: Standing | undefined;
  /** The package of a row without a verdict; empty when none is known. */
  readonly package: string;
  /** What a row without a verdict is: `to be checked`. */
  readonly mark: string;
  /** What is said beside it; empty for most. */
  readonly note: string;
}

export function plain(row: Standing, note = ""): ViewRow {
  return { issue: row.issue, standing: row, package: row.package, mark: "", note };
}

/** A view of open rows that follow from themselves and the snapshot alone. */
export function standingView(
  name: string,
  title: string,
  lead: string,
  keep: (row: Standing, snapshot: Snapshot) => boolean,
): View {
  return {
    name,
    title,
    lead,
    rows: (snapshot) => listing(snapshot, name, (row) => keep(row, snapshot)).map((row) => plain(row)),
  };
}

/** Works out once for a snapshot. */
export function perSnapshot<T>(make: (snapshot: Snapshot) => T): (snapshot: Snapshot) => T {
  const known = new WeakMap<Snapshot, { readonly value: T }>();
  return (snapshot) => {
    const there = known.get(snapshot) ?? { value: make(snapshot) };
    known.set(snapshot, there);
    return there.value;
  };
}

/** Releases that get fixes by ordinary uploads: nobody writes advisories for them. */
export function isDevelopment(snapshot: Snapshot, release: string): boolean {
  const alias = snapshot.tracker.releases.get(release)?.alias;
  return alias === "unstable" || alias === "testing" || release === "sid";
}
