import { compareVersions, type IssueId } from "../../kernel/index.ts";
import type { SourceVersions } from "../archive/source-versions.ts";
import type { Embedder } from "../format/parse-embedded-copies.ts";
import { speaksOf } from "../model/look-up.ts";
import type { ResolvedIssue } from "../model/resolve-issue.ts";
import type { Tracker } from "../model/tracker.ts";
import { allVerdicts, type VerdictFilter } from "../verdict/all-verdicts.ts";
import type { Judge, Verdict } from "../verdict/types.ts";
import type { BuiltWith } from "./built-with.ts";
import type { CopyDecision } from "./copy-decisions.ts";

/** A package that may have an issue because it carries the code of another. Nothing of it changes a verdict. */
export interface CopySuggestion {
  readonly issue: IssueId;
  readonly release: string;
  /** The package that has the issue. */
  readonly code: string;
  readonly embedder: string;
  /** Where it is known from, as a clause: `embedded-code-copies:12 says embed`. */
  readonly from: string;
  /** What a person made of it; undefined while nobody has looked. */
  readonly decision: CopyDecision | undefined;
}

/**
 * For each open issue, who carries a copy of that code in that release: by embedded-code-copies, and by what binaries were
 * built with. Issues about which a line of the lists speaks for the embedder are left out: somebody has judged them.
 */
export function* copySuggestions(
  tracker: Tracker,
  archive: SourceVersions,
  judge: Judge,
  builtWith: Iterable<BuiltWith> = [],
  filter: VerdictFilter = {},
): Generator<CopySuggestion, void> {
  yield* suggestionsFor(allVerdicts(tracker, archive, judge, filter), tracker, archive, builtWith);
}

/** The same for verdicts that are known. */
export function* suggestionsFor(
  verdicts: Iterable<Verdict>,
  tracker: Tracker,
  archive: SourceVersions,
  builtWith: Iterable<BuiltWith> = [],
): Generator<CopySuggestion, void> {
  const copies = collectCopies(tracker);
  const built = collectBuilt(builtWith);
  for (const found of verdicts) {
    const listed = copies.get(found.package) ?? [];
    const linked = built.get(`${found.package} ${found.release}`) ?? [];
    const seen = new Set<string>();
    for (const [embedder, from] of [...fromList(found, listed, archive), ...fromBuild(found, linked)]) {
      if (seen.has(embedder) || isJudged(found.basis.resolved, embedder)) continue;
      seen.add(embedder);
      const { issue, release, package: code } = found;
      yield { issue, release, code, embedder, from, decision: decisionOn(tracker, issue, code, embedder) };
    }
  }
}

interface Copy {
  readonly embedder: Embedder;
  readonly place: string;
}

function collectCopies(tracker: Tracker): ReadonlyMap<string, readonly Copy[]> {
  const byCode = new Map<string, Copy[]>();
  for (const { package: code, embedders } of tracker.layers.flatMap((layer) => layer.embeddedCopies)) {
    const there = byCode.get(code) ?? [];
    for (const embedder of embedders) there.push({ embedder, place: `embedded-code-copies:${embedder.line}` });
    byCode.set(code, there);
  }
  return byCode;
}

function collectBuilt(builtWith: Iterable<BuiltWith>): ReadonlyMap<string, readonly BuiltWith[]> {
  const byCode = new Map<string, BuiltWith[]>();
  for (const one of builtWith) {
    const key = `${one.code} ${one.release}`;
    const there = byCode.get(key);
    if (there) there.push(one);
    else byCode.set(key, [one]);
  }
  return byCode;
}

/** A copy is patched by nobody but its embedder, so it may be open where the package itself is fixed. */
function* fromList(
  found: Verdict,
  copies: readonly Copy[],
  archive: SourceVersions,
): Generator<[string, string], void> {
  if (found.status !== "vulnerable" && found.status !== "fixed") return;
  for (const { embedder, place } of copies) {
    const { package: name, release, status, isVersion, sort } = embedder;
    if (release !== undefined && release !== found.release) continue;
    if (status === "removed" || status === "not-affected" || status === "itp") continue;
    const rows = archive.rowsOf(name).filter((row) => row.release === found.release);
    const stillCopies = rows.some((row) => !isVersion || compareVersions(row.version, status) < 0);
    if (stillCopies) yield [name, `${place} says ${sort === "" ? "that it carries a copy" : sort}`];
  }
}

/** Built with a version that lacks the fix: open until it is built again. */
function* fromBuild(found: Verdict, linked: readonly BuiltWith[]): Generator<[string, string], void> {
  if (found.status !== "vulnerable" && found.status !== "fixed") return;
  for (const { embedder, binary, version } of linked) {
    const fixed = found.fixedVersion !== undefined && compareVersions(version, found.fixedVersion) >= 0;
    if (!fixed) yield [embedder, `${binary} was built with ${found.package} ${version}`];
  }
}

function isJudged(resolved: ResolvedIssue, name: string): boolean {
  return speaksOf(resolved, name) || resolved.remarks.some(({ remark }) => remark.package === name);
}

/** The uppermost layer that decided. */
function decisionOn(tracker: Tracker, issue: IssueId, code: string, embedder: string): CopyDecision | undefined {
  for (const layer of tracker.layers.toReversed()) {
    const found = layer.copyDecisions.findLast(
      (one) => one.issue === issue && one.code === code && one.embedder === embedder,
    );
    if (found) return found;
  }
  return undefined;
}
