import type { IssueId } from "../../kernel/index.ts";
import { listing } from "../live/listing.ts";
import type { Snapshot } from "../live/live-state.ts";
import { openTasks } from "../live/open-tasks.ts";
import type { Standing } from "../live/standings.ts";
import { CLOSED_BUGS_VIEW } from "./closed-bugs-view.ts";
import { COPIES_VIEW } from "./copies-view.ts";
import { NOTE_VIEWS } from "./note-views.ts";
import { claimOf, claimWords } from "./taken.ts";
import { UNNUMBERED_VIEW, unnumberedIn } from "./unnumbered-view.ts";
import { type Circumstances, isDevelopment, perSnapshot, plain, standingView, type View } from "./view.ts";

/** How many issues from the top of each list count as new. */
const NEW_ISSUES = 300;
/** A package with no more open issues than this in a release is a small piece of work. */
const FEW = 2;

/** The work views, in the order in which the day goes. */
export const VIEWS: readonly View[] = [
  {
    name: "candidates",
    title: "Candidates for an advisory",
    lead: "Open in a supported release, undecided, and nobody has taken it. Take it, or decide that it can wait.",
    rows: (snapshot, { supported }) => candidates(snapshot, supported).map((row) => plain(row)),
  },
  {
    name: "new",
    title: "Newly reported",
    lead: `Open and undecided, among the ${NEW_ISSUES} issues that stand topmost in each list, which is where new ones are written.`,
    rows: (snapshot) => {
      const fresh = newIssues(snapshot);
      return listing(snapshot, "new", (row) => isUndecided(row) && fresh.has(row.issue)).map((row) => plain(row));
    },
  },
  {
    name: "dsa-needed",
    title: "Taken",
    lead: "An advisory is being prepared; whoever has taken it stands beside it, and since when nothing was written about it.",
    rows: (snapshot, { supported, today }) => {
      const key = `taken ${[...supported].join(" ")}`;
      const rows = listing(snapshot, key, (row) => {
        return isForUs(snapshot, supported, row) && claimOf(snapshot, row) !== undefined;
      });
      return rows.map((row) => plain(row, claimWords(claimOf(snapshot, row), today)));
    },
  },
  {
    name: "start",
    title: "Where to start",
    lead: `Candidates for newcomers: unstable has the fix, so what has to be done is known; the package has at most ${FEW === 2 ? "two" : FEW} open issues in the release.`,
    rows: (snapshot, { supported }) => {
      const all = candidates(snapshot, supported);
      const counts = new Map<string, number>();
      for (const row of all) counts.set(placeOf(row), (counts.get(placeOf(row)) ?? 0) + 1);
      return all
        .filter((row) => (counts.get(placeOf(row)) ?? 0) <= FEW && isFixedInUnstable(snapshot, row))
        .map((row) => plain(row));
    },
  },
  {
    name: "todo",
    title: "To be checked",
    lead: "The lists say TODO: find out which package this is about, or that it is none of ours.",
    rows: (snapshot) =>
      openTasks(snapshot).map(({ issue, text }) => {
        return { issue, standing: undefined, package: "", mark: "to be checked", note: text };
      }),
  },
  standingView(
    "undetermined",
    "Undetermined",
    "Nobody has found out yet whether the release is affected.",
    (row) => row.status === "undetermined",
  ),
  standingView(
    "unreported",
    "Open without a bug",
    "Open in unstable, and no bug tells the maintainer.",
    (row, snapshot) =>
      isUndecided(row) && isDevelopment(snapshot, row.release) && !hasBug(snapshot, row.issue, row.package),
  ),
  UNNUMBERED_VIEW,
  CLOSED_BUGS_VIEW,
  COPIES_VIEW,
  ...NOTE_VIEWS,
  standingView(
    "no-dsa",
    "No advisory",
    "Open, and decided: minor, postponed or ignored. A point release may mend it.",
    (row) => row.decision === "no-dsa",
  ),
  {
    name: "planned",
    title: "Waiting for a point release",
    lead: "A fixed version waits in the point-update files. `sameday tracker point-release` merges what has come.",
    rows: (snapshot) => {
      const rows = listing(snapshot, "planned", (row) => row.decision === "planned");
      return rows.map((row) => plain(row, plannedWords(snapshot, row)));
    },
  },
  standingView(
    "unimportant",
    "Unimportant",
    "Open, and of no consequence: not built, or not a security problem here.",
    (row) => row.decision === "unimportant",
  ),
  standingView(
    "end-of-life",
    "End of life",
    "Open, and nobody will mend it: support of the package or the release has ended.",
    (row) => row.decision === "end-of-life",
  ),
];

/** The view of this name, or of the issues that stand under `CVE-2026-XXXX`. */
export function viewNamed(name: string): View | undefined {
  return VIEWS.find((one) => one.name === name) ?? unnumberedIn(name);
}

function candidates(snapshot: Snapshot, supported: Circumstances["supported"]): readonly Standing[] {
  const key = `candidates ${[...supported].join(" ")}`;
  return listing(snapshot, key, (row) => {
    return isForUs(snapshot, supported, row) && claimOf(snapshot, row) === undefined;
  });
}

/** Whether an advisory could be due: undecided, in a release that gets them. */
function isForUs(snapshot: Snapshot, supported: Circumstances["supported"], row: Standing): boolean {
  return isUndecided(row) && supported.has(row.release) && !isDevelopment(snapshot, row.release);
}

function isUndecided({ status, decision }: Standing): boolean {
  return status === "vulnerable" && decision === undefined;
}

function placeOf(row: Standing): string {
  return `${row.package} ${row.release}`;
}

function isFixedInUnstable(snapshot: Snapshot, { issue, package: name }: Standing): boolean {
  const all = snapshot.standings.get(issue) ?? [];
  return all.some((row) => {
    const alias = snapshot.tracker.releases.get(row.release)?.alias;
    return row.package === name && row.status === "fixed" && (alias === "unstable" || row.release === "sid");
  });
}

function hasBug(snapshot: Snapshot, issue: IssueId, name: string): boolean {
  const mentions = snapshot.tracker.index.mentions.get(issue) ?? [];
  return mentions.some(({ record }) => record.notes.some((note) => note.package === name && note.bugs.length > 0));
}

/** Which version waits, and where that is written. */
function plannedWords({ tracker }: Snapshot, { issue, package: name, release }: Standing): string {
  const lineage = tracker.releases.get(release)?.lineage ?? [release];
  const fix = tracker.plannedFor(issue).find((one) => one.package === name && lineage.includes(one.release));
  return fix === undefined ? "" : `${fix.version} waits in ${fix.file.path}:${fix.line}`;
}

/** Lists are written from the top; of lists of years the newest year is read first. */
const newIssues = perSnapshot((snapshot: Snapshot): ReadonlySet<IssueId> => {
  const found = new Set<IssueId>();
  const left = new Map<string, number>();
  for (const { layer, list } of snapshot.tracker.index.lists) {
    if (list.kind !== "issues") continue;
    for (const { file } of list.pieces) {
      for (const record of file.records) {
        const wanted = left.get(layer.name) ?? NEW_ISSUES;
        if (wanted === 0) break;
        left.set(layer.name, wanted - 1);
        found.add(record.name);
      }
    }
  }
  return found;
});
