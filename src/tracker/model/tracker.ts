import type { IssueId } from "../../kernel/index.ts";
import type { ListFile } from "../format/list-file.ts";
import type { ListRecord, RecordState } from "../format/types.ts";
import type { Layer } from "../layers/layer.ts";
import { mergeReleases, type Releases } from "../layers/releases.ts";
import { type Signals, signalsOf } from "../signals/signals.ts";
import type { Contribution } from "./claim.ts";
import { depthOfSpeaker, quietAt, type ResolvedIssue, resolveIssue } from "./resolve-issue.ts";

/** Tracker data of all layers, put together and ready to be asked. Immutable: an edit makes a new one. */
export interface Tracker {
  /** Lowest first. */
  readonly layers: readonly Layer[];
  readonly releases: Releases;
  /** Names of all issues about which a package is named somewhere, in the order of loading. */
  issueNames(): Iterable<IssueId>;
  /** undefined when no list holds the issue; not-for-us and reserved issues are found, without claims. */
  issue(name: IssueId): ResolvedIssue | undefined;
  /** Names of the issues that speak about a source package. */
  issuesOfPackage(name: string): readonly IssueId[];
  /** Fixes that wait for a point release, by issue. */
  plannedFor(name: IssueId): readonly PlannedFix[];
  /** Known exploitation and likelihood, where they were imported. */
  signalsOf(name: IssueId): Signals | undefined;
}

export interface PlannedFix {
  readonly package: string;
  readonly release: string;
  readonly version: string;
  readonly file: ListFile;
  readonly line: number;
}

const NONE: readonly never[] = [];

/** Puts layers over each other, lowest first. */
export function createTracker(layers: readonly Layer[]): Tracker {
  const contributions = collect(layers);
  const resolved = new Map<IssueId, ResolvedIssue>();
  let byPackage: Map<string, IssueId[]> | undefined;
  let planned: Map<IssueId, PlannedFix[]> | undefined;

  function issue(name: IssueId): ResolvedIssue | undefined {
    const known = resolved.get(name);
    if (known) return known;
    const found = contributions.get(name);
    // A record of the issue's own has its state; only an issue known from advisories alone may be quiet elsewhere.
    const ownRecord = found?.some((contribution) => contribution.file.kind === "issues") ?? false;
    const quiet =
      ownRecord && layers.length === 1 ? undefined : quietState(layers, name, depthOfSpeaker(found ?? NONE));
    if (found === undefined && quiet === undefined) return undefined;
    const made = resolveIssue(name, found ?? NONE, quiet ?? "normal");
    resolved.set(name, made);
    return made;
  }

  return {
    layers,
    releases: mergeReleases(layers),
    issueNames: () => contributions.keys(),
    issue,
    issuesOfPackage(name) {
      byPackage ??= indexByPackage(contributions);
      return byPackage.get(name) ?? NONE;
    },
    plannedFor(name) {
      planned ??= collectPlanned(layers);
      return planned.get(name) ?? NONE;
    },
    signalsOf: (name) => signalsOf(layers, name),
  };
}

/** Every record by the issue that it speaks about: issues' own first, then advisories, layer by layer. */
function collect(layers: readonly Layer[]): Map<IssueId, Contribution[]> {
  const byIssue = new Map<IssueId, Contribution[]>();
  const add = (name: IssueId, contribution: Contribution): void => {
    const there = byIssue.get(name);
    if (there === undefined) byIssue.set(name, [contribution]);
    else there.push(contribution);
  };
  layers.forEach((layer, depth) => {
    const seen = new Set<IssueId>();
    for (const file of layer.lists) {
      for (const record of file.records) {
        const contribution = { layer, depth, file, record };
        if (file.kind === "advisories") addAdvisory(record, contribution, add);
        else if (file.kind === "extend" || !seen.has(record.name)) add(record.name, contribution);
        if (file.kind === "issues") seen.add(record.name);
      }
    }
  });
  return byIssue;
}

/** An advisory's notes are copied to each CVE that it names; issues without a CVE get none. */
function addAdvisory(
  record: ListRecord,
  contribution: Contribution,
  add: (name: IssueId, contribution: Contribution) => void,
): void {
  if (record.notes.length === 0) return;
  for (const reference of record.references) if (reference.name.startsWith("CVE-")) add(reference.name, contribution);
}

function quietState(layers: readonly Layer[], name: IssueId, speaker: number): RecordState | undefined {
  let state: RecordState | undefined;
  layers.forEach((layer, depth) => {
    for (const file of layer.lists) {
      if (file.kind === "issues") state = quietAt(file.quiet.stateOf(name), depth, speaker) ?? state;
    }
  });
  return state;
}

function indexByPackage(contributions: ReadonlyMap<IssueId, readonly Contribution[]>): Map<string, IssueId[]> {
  const byPackage = new Map<string, IssueId[]>();
  for (const [name, found] of contributions) {
    const packages = new Set<string>();
    for (const { record } of found) {
      for (const note of record.notes) packages.add(note.package);
      for (const remark of record.remarks) packages.add(remark.package);
    }
    for (const each of packages) {
      const issues = byPackage.get(each);
      if (issues === undefined) byPackage.set(each, [name]);
      else issues.push(name);
    }
  }
  return byPackage;
}

/** Fixes that wait for a point release, of all layers. */
export function collectPlanned(layers: readonly Layer[]): Map<IssueId, PlannedFix[]> {
  const byIssue = new Map<IssueId, PlannedFix[]>();
  for (const layer of layers) {
    for (const file of layer.planned) {
      for (const record of file.records) {
        for (const { package: name, release, version, line } of record.notes) {
          if (release === undefined || version === undefined) continue;
          const fixes = byIssue.get(record.name) ?? [];
          fixes.push({ package: name, release, version, file, line });
          byIssue.set(record.name, fixes);
        }
      }
    }
  }
  return byIssue;
}
