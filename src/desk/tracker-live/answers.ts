import { compareIssueIds, isIssueId } from "../../kernel/index.ts";
import {
  advisoryNamed,
  ageOf,
  allVerdicts,
  type Circumstances,
  codenameMeant,
  counted,
  countsIn,
  descriptionIn,
  descriptionOf,
  explain,
  type Following,
  type FormerName,
  formerNames,
  fullListing,
  issuesOfBug,
  listing,
  nearestName,
  plain,
  presentName,
  type RecordText,
  type ResolvedIssue,
  recordsOf,
  type Snapshot,
  type Standing,
  severityOf,
  signalWords,
  VIEWS,
  type ViewRow,
  verdict,
  viewNamed,
} from "../../tracker/index.ts";
import {
  type DataProblemRow,
  PAGE_SIZES,
  type Paged,
  RELEASE_SHOWS,
  type ReleaseShow,
  type SignalsModel,
  type TrackerAnswers,
  type TrackerIssueModel,
  type TrackerReleaseModel,
  type TrackerRow,
  type TriageAnswers,
  type VerdictModel,
} from "../../web/index.ts";
import { verdictModel } from "../faces/issues.ts";
import { createHistoryAnswers, type HistoryParts } from "./history-answers.ts";
import { lostLinesIn, lostLinesOfIssue, lostModel } from "./lost-lines.ts";
import { placeText } from "./place-text.ts";
import { createTriageAnswers } from "./triage-answers.ts";

const SHOWN: Readonly<Record<ReleaseShow, (row: Pick<Standing, "status" | "decision">) => boolean>> = {
  open: (row) => row.status === "vulnerable" && row.decision === undefined,
  decided: (row) => row.status === "vulnerable" && row.decision !== undefined,
  undetermined: (row) => row.status === "undetermined",
  fixed: (row) => row.status === "fixed" || row.status === "not-affected",
};

const LEADS: Readonly<Record<ReleaseShow, string>> = {
  open: "Open, and nobody has decided that it can wait. The most urgent first.",
  decided: "Open, and decided: no advisory, a point release, of no consequence, or past the end of support.",
  undetermined: "Nobody has found out yet whether the release is affected.",
  fixed: "Fixed, or never affected.",
};

/** A tracker that keeps no history. */
const NO_PAST = { events: { current: () => undefined }, dates: [], now: () => new Date() };

/**
 * What the tracker's pages show, from the snapshot in service. `circumstances` say which releases still get fixes.
 * `triage` ranks new issues, by default for the uppermost layer.
 * Versions grow from `started` in microseconds, so that no page kept from an earlier process passes for one of this.
 */
export function createTrackerAnswers(
  following: Following,
  circumstances: () => Circumstances,
  started: Date,
  past: Omit<HistoryParts, "snapshot"> = NO_PAST,
  triage: TriageAnswers = createTriageAnswers(() => following.current(), undefined),
): TrackerAnswers {
  const now = (): Snapshot => {
    const snapshot = following.current();
    if (snapshot === undefined) throw new Error("The tracker is asked before its data was read.");
    return snapshot;
  };

  return {
    ...createHistoryAnswers({ ...past, snapshot: now }),
    triage: (page) => triage.triage(page),

    health() {
      const snapshot = following.current();
      if (snapshot === undefined) return null;
      return {
        version: started.getTime() * 1000 + snapshot.number + (past.events.current()?.generation ?? 0),
        troubles: following.troubles(),
        setAside: errorsIn(snapshot),
      };
    },

    home() {
      const snapshot = now();
      return {
        health: this.health() ?? { version: 0, troubles: [], setAside: 0 },
        releases: releasesOf(snapshot).map((codename) => ({
          codename,
          open: countsOf(snapshot, codename).open + countsOf(snapshot, codename).decided,
          undecided: countsOf(snapshot, codename).open,
        })),
        views: VIEWS.map(({ name, title, rows }) => ({ name, title, count: rows(snapshot, circumstances()).length })),
      };
    },

    issue(asked) {
      const snapshot = now();
      const name = presentName(namesOf(snapshot), asked);
      const records = recordsOf(snapshot, name);
      const resolved = snapshot.tracker.issue(name);
      return resolved || records.length > 0 ? issueModel(snapshot, name, resolved, records) : null;
    },

    source(name, page) {
      const snapshot = now();
      const { tracker, archive, judge } = snapshot;
      const versions = archive.rowsOf(name);
      const names = tracker.issuesOfPackage(name);
      if (versions.length === 0 && names.length === 0) return null;
      const issues = issuesOf(snapshot, name, names);
      const paged = pageOf(issues, page, PAGE_SIZES.packageIssues);
      return {
        name,
        versions: newestFirst(snapshot, versions).map(({ release, role, version }) => ({
          release,
          suite: role === "main" ? release : `${release}-${role}`,
          version,
        })),
        open: issues.filter((one) => one.open).length,
        lostLines: lostLinesIn(snapshot)
          .filter(({ source }) => source === name)
          .map(lostModel),
        issues: {
          ...paged,
          rows: paged.rows.map(({ issue }) => ({
            issue,
            description: descriptionFor(snapshot, issue),
            verdicts: newestFirst(snapshot, [...allVerdicts(tracker, archive, judge, { issue, package: name })]).map(
              verdictModel,
            ),
          })),
        },
      };
    },

    release(asked, show, page) {
      const snapshot = now();
      const codename = codenameMeant(snapshot.tracker.releases, asked);
      if (!releasesOf(snapshot).includes(codename)) {
        return this.releaseHistory(codename) === null ? null : endedRelease(codename, show, page);
      }
      const rows = rowsOf(snapshot, codename, show).map((row) => plain(row));
      return {
        name: codename,
        title: codename,
        lead: LEADS[show],
        show,
        counts: countsOf(snapshot, codename),
        inArchive: true,
        rows: rowModels(snapshot, rows, page),
      };
    },

    view(name, page) {
      const snapshot = now();
      const view = viewNamed(name);
      if (!view) return null;
      const { title, lead } = view;
      return { name, title, lead, rows: rowModels(snapshot, view.rows(snapshot, circumstances()), page) };
    },

    advisory(name) {
      const found = advisoryNamed(now(), name);
      if (!found) return null;
      const { header, issues, packages, layer, file, line } = found;
      return { name: found.name, header, issues, packages, place: `${layer} ${file}:${line}` };
    },

    bug(bug) {
      const snapshot = now();
      const issues = issuesOfBug(snapshot, bug);
      if (issues.length === 0) return null;
      return {
        bug,
        issues: issues
          .toSorted((a, b) => compareIssueIds(b, a))
          .map((issue) => ({ issue, description: descriptionFor(snapshot, issue) })),
      };
    },

    reason(asked, source, release) {
      const { tracker, archive, judge } = now();
      const issue = presentName(namesOf({ tracker }), asked);
      if (!isIssueId(issue) || !tracker.issue(issue)) return null;
      if (!tracker.releases.has(release) && !archive.releases.includes(release)) return null;
      const { steps, verdict: found } = explain(tracker, archive, { package: source, release, issue }, judge);
      if (found === undefined && !this.knowsSource(source)) return null;
      return {
        source,
        release,
        issue,
        verdict: found ? verdictModel(found) : null,
        steps: steps.map(({ text, place }) => ({
          text,
          line: place ? { place: `${place.layer} ${place.file}:${place.line}`, quote: place.quote } : null,
        })),
      };
    },

    problems(page) {
      const all = problemsOf(now());
      return pageOf(all, page, PAGE_SIZES.list);
    },

    knowsSource(name) {
      const { tracker, archive } = now();
      return archive.rowsOf(name).length > 0 || tracker.issuesOfPackage(name).length > 0;
    },

    nearest(asked) {
      const { archive } = now();
      const release = nearestName(asked, archive.releases);
      if (release !== undefined) return { kind: "release", name: release };
      const source = nearestName(asked, archive.packages());
      return source === undefined ? null : { kind: "source", name: source };
    },
  };
}

/** A release of which the history alone knows. */
function endedRelease(codename: string, show: ReleaseShow, page: number): TrackerReleaseModel {
  return {
    name: codename,
    title: codename,
    lead: `No suite of ${codename} is in the archive now, so nothing is judged for it any more.`,
    show,
    counts: { open: 0, decided: 0, undetermined: 0, fixed: 0 },
    inArchive: false,
    rows: pageOf([], page, PAGE_SIZES.list),
  };
}

/** The upper layer's word on a name comes first. */
function namesOf({ tracker }: Pick<Snapshot, "tracker">): readonly FormerName[] {
  return tracker.layers.toReversed().flatMap((layer) => layer.formerNames);
}

const problemsKnown = new WeakMap<Snapshot, readonly DataProblemRow[]>();

function problemsOf(snapshot: Snapshot): readonly DataProblemRow[] {
  const known = problemsKnown.get(snapshot) ?? problemRows(snapshot);
  problemsKnown.set(snapshot, known);
  return known;
}

/** What is only counted stands behind what has a place, a row for each code. */
function problemRows(snapshot: Snapshot): readonly DataProblemRow[] {
  return snapshot.tracker.layers.flatMap((layer) => [
    ...layer.problems.map(({ code, severity, message, place }) => ({
      layer: layer.name,
      place: placeText(place),
      severity,
      message,
      code,
    })),
    ...lostLinesIn(snapshot)
      .filter((line) => line.layer === layer.name)
      .map(({ layer: name, place, message, code, severity }) => ({ layer: name, place, severity, message, code })),
    ...Array.from(layer.unkept, ([code, count]) => ({
      layer: layer.name,
      place: "",
      severity: severityOf(code),
      message: `${count} more of this kind are not listed.`,
      code,
    })),
  ]);
}

const errorsKnown = new WeakMap<Snapshot, number>();

/** Every page asks for it. */
function errorsIn(snapshot: Snapshot): number {
  let errors = errorsKnown.get(snapshot);
  if (errors === undefined) {
    errors = lostLinesIn(snapshot).length;
    for (const layer of snapshot.tracker.layers) {
      for (const [code, count] of countsIn(layer)) if (severityOf(code) === "error") errors += count;
    }
    errorsKnown.set(snapshot, errors);
  }
  return errors;
}

/** The newest release first: it is what most people ask for. */
function releasesOf({ tracker, archive }: Snapshot): readonly string[] {
  const age = (codename: string): number => tracker.releases.get(codename)?.age ?? -1;
  return [...archive.releases].sort((a, b) => age(b) - age(a));
}

interface SourceIssue {
  readonly issue: string;
  readonly open: boolean;
}

const issuesKnown = new WeakMap<Snapshot, Map<string, readonly SourceIssue[]>>();

/** A package's issues in the order of its page: open ones first, then the newest. Sorted once for a snapshot: linux has thousands. */
function issuesOf(snapshot: Snapshot, name: string, names: readonly string[]): readonly SourceIssue[] {
  const ofSnapshot = issuesKnown.get(snapshot) ?? new Map<string, readonly SourceIssue[]>();
  issuesKnown.set(snapshot, ofSnapshot);
  const known = ofSnapshot.get(name);
  if (known) return known;
  const found = names.flatMap((issue) => {
    const rows = (snapshot.standings.get(issue) ?? []).filter((one) => one.package === name);
    return rows.length === 0
      ? []
      : [{ issue, open: rows.some((one) => one.status === "vulnerable"), age: ageOf(issue) }];
  });
  found.sort((x, y) => Number(y.open) - Number(x.open) || y.age - x.age || (x.issue < y.issue ? -1 : 1));
  ofSnapshot.set(name, found);
  return found;
}

/** Of a release: how many rows each of its lists has. */
function countsOf(snapshot: Snapshot, codename: string): Readonly<Record<ReleaseShow, number>> {
  const all = counted(snapshot, "shown", (row) => RELEASE_SHOWS.find((show) => SHOWN[show](row)) ?? null);
  return { open: 0, decided: 0, undetermined: 0, fixed: 0, ...all.get(codename) };
}

/** Whatever names a release, by its age; within a release as it comes. */
function newestFirst<Row extends { readonly release: string }>({ tracker }: Snapshot, rows: readonly Row[]): Row[] {
  const age = ({ release }: Row): number => tracker.releases.get(release)?.age ?? -1;
  return rows.toSorted((a, b) => age(b) - age(a));
}

function rowsOf(snapshot: Snapshot, codename: string, show: ReleaseShow): readonly Standing[] {
  const list = show === "fixed" ? fullListing : listing;
  return list(snapshot, `${codename} ${show}`, (row) => row.release === codename && SHOWN[show](row));
}

function rowModels(snapshot: Snapshot, rows: readonly ViewRow[], page: number): Paged<TrackerRow> {
  const paged = pageOf(rows, page, PAGE_SIZES.list);
  return { ...paged, rows: paged.rows.map((row) => rowModel(snapshot, row)) };
}

function rowModel(snapshot: Snapshot, { issue, standing, package: named, mark, note }: ViewRow): TrackerRow {
  const { tracker, archive, judge } = snapshot;
  const description = descriptionFor(snapshot, issue);
  const signals = signalsModel(snapshot, issue);
  if (standing === undefined) {
    const unknown = { release: "", word: "undetermined", detail: "", reason: note } as const;
    return { issue, source: named, release: "", urgency: "", description, verdict: unknown, signals, mark, note };
  }
  const { package: source, release, urgency } = standing;
  const found = verdict(tracker, archive, { package: source, release, issue }, judge);
  if (found === undefined) throw new Error(`${issue} has a standing in ${source} and no verdict.`);
  return { issue, source, release, urgency, description, verdict: verdictModel(found), signals, mark, note };
}

function signalsModel({ tracker }: Snapshot, issue: string): SignalsModel | null {
  const signals = tracker.signalsOf(issue);
  if (signals === undefined) return null;
  return {
    exploited: signals.exploited ?? null,
    likelihood: signals.likelihood ?? null,
    words: signalWords(signals),
  };
}

function descriptionFor({ tracker }: Snapshot, issue: string): string {
  const resolved = tracker.issue(issue);
  return resolved ? descriptionOf(resolved) : "";
}

function issueModel(
  snapshot: Snapshot,
  issue: string,
  resolved: ResolvedIssue | undefined,
  records: readonly RecordText[],
): TrackerIssueModel {
  const { tracker, archive, judge } = snapshot;
  const claims = resolved?.claims ?? [];
  const advisories = (resolved?.contributions ?? []).filter(({ file }) => file.kind === "advisories");
  const verdicts = new Map<string, VerdictModel[]>();
  for (const { note } of claims) verdicts.set(note.package, []);
  for (const one of newestFirst(snapshot, [...allVerdicts(tracker, archive, judge, { issue })])) {
    verdicts.get(one.package)?.push(verdictModel(one));
  }
  return {
    issue,
    formerNames: formerNames(namesOf(snapshot), issue),
    description: (resolved && descriptionOf(resolved)) || descriptionIn(records.at(-1)?.text ?? "", 0),
    state: resolved?.state ?? "normal",
    remarks: records.flatMap(({ text, setAside }) => (setAside ? [] : remarksIn(text))),
    advisories: [...new Set(advisories.map(({ record }) => record.name))],
    bugs: [...new Set(claims.flatMap(({ note }) => note.bugs))].sort((a, b) => a - b),
    signals: signalsModel(snapshot, issue),
    packages: Array.from(verdicts, ([source, own]) => ({ source, verdicts: own })),
    lostLines: resolved ? lostLinesOfIssue(snapshot, resolved.name) : [],
    places: records.map(({ layer, file, line, setAside }) => ({ layer, file, line, setAside })),
  };
}

/** What people wrote beside the package notes. */
function remarksIn(record: string): readonly string[] {
  return record.split("\n").flatMap((line) => /^\s+((?:NOTE|TODO|NOT-FOR-US):.*)$/.exec(line)?.[1]?.trim() ?? []);
}

function pageOf<Row>(rows: readonly Row[], page: number, pageSize: number): Paged<Row> {
  const from = (page - 1) * pageSize;
  return { total: rows.length, page, pageSize, rows: rows.slice(from, from + pageSize) };
}
