import type { IssueId } from "../../kernel/index.ts";
import { listing, openTasks, type Snapshot, type Standing } from "../../tracker/index.ts";

/** A list that somebody works through. */
export interface View {
  readonly name: string;
  readonly title: string;
  readonly lead: string;
  /** Rows that have a verdict, or issues alone. */
  rows(snapshot: Snapshot, supported: ReadonlySet<string>): readonly ViewRow[];
}

export interface ViewRow {
  readonly issue: IssueId;
  /** undefined for an issue that no package is named for. */
  readonly standing: Standing | undefined;
  readonly note: string;
}

type Keep = (row: Standing, snapshot: Snapshot) => boolean;

/** The work views, in the order in which the day goes. */
export const VIEWS: readonly View[] = [
  {
    name: "candidates",
    title: "Candidates for an advisory",
    lead: "Open in a supported release, undecided, and nobody has taken it. Take it, or decide that it can wait.",
    rows: (snapshot, supported) => {
      const taken = takenBy(snapshot);
      const key = `candidates ${[...supported].join(" ")}`;
      return listing(snapshot, key, (row) => isForUs(snapshot, supported, row) && taken(row) === undefined).map(plain);
    },
  },
  {
    name: "dsa-needed",
    title: "Taken",
    lead: "An advisory is being prepared; whoever has taken it stands beside it.",
    rows: (snapshot, supported) => {
      const taken = takenBy(snapshot);
      const key = `taken ${[...supported].join(" ")}`;
      const rows = listing(snapshot, key, (row) => isForUs(snapshot, supported, row) && taken(row) !== undefined);
      return rows.map((row) => ({ ...plain(row), note: taken(row) || "nobody yet" }));
    },
  },
  {
    name: "todo",
    title: "To be checked",
    lead: "The lists say TODO: find out which package this is about, or that it is none of ours.",
    rows: (snapshot) => openTasks(snapshot).map(({ issue, text }) => ({ issue, standing: undefined, note: text })),
  },
  standing(
    "undetermined",
    "Undetermined",
    "Nobody has found out yet whether the release is affected.",
    (row) => row.status === "undetermined",
  ),
  standing(
    "unreported",
    "Open without a bug",
    "Open in unstable, and no bug tells the maintainer.",
    (row, snapshot) =>
      row.status === "vulnerable" &&
      row.decision === undefined &&
      isDevelopment(snapshot, row.release) &&
      !hasBug(snapshot, row.issue, row.package),
  ),
  standing(
    "no-dsa",
    "No advisory",
    "Open, and decided: minor, postponed or ignored. A point release may mend it.",
    (row) => row.decision === "no-dsa",
  ),
  standing(
    "planned",
    "Waiting for a point release",
    "A fixed version waits in the point-update files.",
    (row) => row.decision === "planned",
  ),
  standing(
    "unimportant",
    "Unimportant",
    "Open, and of no consequence: not built, or not a security problem here.",
    (row) => row.decision === "unimportant",
  ),
  standing(
    "end-of-life",
    "End of life",
    "Open, and nobody will mend it: support of the package or the release has ended.",
    (row) => row.decision === "end-of-life",
  ),
];

function standing(name: string, title: string, lead: string, keep: Keep): View {
  return {
    name,
    title,
    lead,
    rows: (snapshot) => listing(snapshot, name, (row) => keep(row, snapshot)).map(plain),
  };
}

function plain(row: Standing): ViewRow {
  return { issue: row.issue, standing: row, note: "" };
}

/** Whether an advisory could be due: undecided, in a release that gets them. */
function isForUs(snapshot: Snapshot, supported: ReadonlySet<string>, { status, decision, release }: Standing): boolean {
  const due = status === "vulnerable" && decision === undefined;
  return due && supported.has(release) && !isDevelopment(snapshot, release);
}

function hasBug(snapshot: Snapshot, issue: IssueId, name: string): boolean {
  const mentions = snapshot.tracker.index.mentions.get(issue) ?? [];
  return mentions.some(({ record }) => record.notes.some((note) => note.package === name && note.bugs.length > 0));
}

/** Releases that get fixes by ordinary uploads: nobody writes advisories for them. */
function isDevelopment(snapshot: Snapshot, release: string): boolean {
  const alias = snapshot.tracker.releases.get(release)?.alias;
  return alias === "unstable" || alias === "testing" || release === "sid";
}

const takersKnown = new WeakMap<Snapshot, (row: Standing) => string | undefined>();

function takenBy(snapshot: Snapshot): (row: Standing) => string | undefined {
  const known = takersKnown.get(snapshot) ?? takersIn(snapshot);
  takersKnown.set(snapshot, known);
  return known;
}

/** Who has taken a package for a release, by the needed files; empty when it stands there unclaimed, undefined when it does not. */
function takersIn(snapshot: Snapshot): (row: Standing) => string | undefined {
  const taken = new Map<string, string>();
  for (const layer of snapshot.tracker.layers) {
    for (const entries of layer.needed.values()) {
      for (const entry of entries) taken.set(`${entry.package} ${entry.release ?? ""}`, entry.claimedBy ?? "");
    }
  }
  return ({ package: name, release }) => {
    const alias = snapshot.tracker.releases.get(release)?.alias;
    return taken.get(`${name} ${release}`) ?? (alias && taken.get(`${name} ${alias}`)) ?? taken.get(`${name} `);
  };
}
