import { compareIssueIds, SamedayError, sha256 } from "../../kernel/index.ts";
import type { SourceVersions } from "../archive/source-versions.ts";
import { applySplices } from "../edit/splice.ts";
import type { ListFile } from "../format/list-file.ts";
import { didYouMean } from "../format/nearest-name.ts";
import type { Tracker } from "../model/tracker.ts";
import { archiveState, versionIn } from "./in-archive.ts";
import { issueRecords, type OpenRecord } from "./issue-records.ts";
import { type PlannedLine, plannedLines, withoutLines } from "./planned-lines.ts";
import { remarkOf, spokenOf } from "./spoken.ts";
import type { PlannedAct, PlannedItem, PointReleasePlan } from "./types.ts";
import { type LineChange, unifiedDiff } from "./unified-diff.ts";

const TOKEN_DIGITS = 16;

export interface PointReleaseQuestion {
  /** All layers; what is merged stands in the uppermost one. */
  readonly tracker: Tracker;
  readonly archive: SourceVersions;
  /** A codename, or an alias such as `oldstable`. */
  readonly release: string;
  /** Packages of which a person says that the archive's version, another one than planned, holds the fixes too. */
  readonly taken: ReadonlySet<string>;
}

/**
 * What merging the uppermost layer's point-update files into its list of issues would change after a point release.
 * Only what the archive has is merged; lines that people or advisories wrote about the same package and release stay.
 * Throws NOT_FOUND for a release that data or archive do not know.
 */
export function planPointRelease(question: PointReleaseQuestion): PointReleasePlan {
  const { tracker, archive } = question;
  const release = codenameOf(question);
  const layer = tracker.layers.at(-1);
  const planned = layer?.planned ?? [];
  const records = issueRecords(layer?.lists ?? [], [...tracker.releases.keys()]);
  const opened = new Map<string, OpenRecord>();
  const items: PlannedItem[] = [];
  const gone: PlannedLine[] = [];
  const lines = plannedLines(planned, release);
  for (const line of lines) {
    const has = versionIn(archive, line.package, release);
    const decided = decide(line, lines, { ...question, release }, has, () => {
      const record = opened.get(line.record.name) ?? records.open(line.record.name);
      opened.set(line.record.name, record);
      return record;
    });
    items.push(itemOf(line, has, decided));
    if (decided.act !== "wait" && decided.act !== "look") gone.push(line);
  }
  const changes = changesByFile(planned, gone, opened);
  const texts = textsOf([...(layer?.lists ?? []), ...planned]);
  const diffs = Array.from(changes, ([path, change]) => unifiedDiff(path, texts.get(path), change));
  return {
    release,
    items,
    unread: planned.flatMap((file) => file.setAside.map(({ line }) => `${file.path}:${line}`)),
    files: new Map(Array.from(changes, ([path, change]) => [path, applied(texts.get(path) ?? "", change)] as const)),
    diff: diffs.join(""),
    token: changes.size === 0 ? undefined : tokenOf(release, items, changes, texts),
  };
}

interface Decided {
  readonly act: PlannedAct;
  readonly why: string;
}

function decide(
  line: PlannedLine,
  all: readonly PlannedLine[],
  { tracker, release, taken }: PointReleaseQuestion,
  has: string | undefined,
  open: () => OpenRecord,
): Decided {
  const { version } = line;
  if (version === undefined) return { act: "look", why: "the line names no version" };
  const other = all.find((one) => isAboutSame(one, line) && one.version !== version);
  if (other) return { act: "look", why: `${other.file.path}:${other.line} says something else about it` };
  const state = archiveState(version, has);
  if (state === "dropped") return { act: "drop", why: `${release} has no such package any more` };
  if (state === "waiting") return { act: "wait", why: `${release} has ${has} still` };
  const depth = tracker.layers.length - 1;
  const about = { issue: line.record.name, package: line.package, release };
  const spoken = spokenOf(tracker, depth, about, has);
  if (spoken) return { act: spoken.settles ? "settle" : "look", why: `${spoken.says}, and that stays` };
  if (state === "another-version" && !taken.has(line.package)) {
    return { act: "look", why: `${release} has ${has}; if that holds the fix, add --take ${line.package}` };
  }
  const issue = tracker.issue(about.issue);
  if (issue === undefined) return { act: "look", why: "no list holds the issue" };
  if (issue.state === "rejected" || issue.state === "not-for-us") {
    return {
      act: "look",
      why: issue.state === "rejected" ? "the issue is rejected" : "the issue is marked not for us",
    };
  }
  try {
    open().set(line.package, release, version);
  } catch (error) {
    if (!(error instanceof SamedayError) || error.code === "INTERNAL") throw error;
    return { act: "look", why: error.message.replace(/\.$/, "") };
  }
  const remark = remarkOf(tracker, depth, about);
  const there = state === "accepted" ? `${release} has it` : `${release} has ${has}, which was said to hold the fix`;
  return { act: "merge", why: remark === undefined ? there : `${there}; takes the place of ${remark}` };
}

function itemOf(line: PlannedLine, has: string | undefined, decided: Decided): PlannedItem {
  const { file, record, package: name, version } = line;
  return {
    issue: record.name,
    package: name,
    version,
    file: file.path,
    line: line.line,
    archive: has,
    state: version === undefined ? (has === undefined ? "dropped" : "waiting") : archiveState(version, has),
    ...decided,
  };
}

function isAboutSame(a: PlannedLine, b: PlannedLine): boolean {
  return a.record.name === b.record.name && a.package === b.package;
}

function codenameOf({ tracker, archive, release }: PointReleaseQuestion): string {
  const known = tracker.releases.get(release) ?? [...tracker.releases.values()].find(({ alias }) => alias === release);
  if (known === undefined) {
    const names = [...tracker.releases.values()].flatMap(({ codename, alias }) => [
      codename,
      ...(alias ? [alias] : []),
    ]);
    throw new SamedayError("NOT_FOUND", `The data knows no release ${release}.${didYouMean(release, names)}`);
  }
  for (const name of archive.packages()) if (versionIn(archive, name, known.codename)) return known.codename;
  // Without its main suite every package would seem to have left the release.
  throw new SamedayError("NOT_FOUND", `The archive has no main suite of ${known.codename}.`);
}

function changesByFile(
  planned: readonly ListFile[],
  gone: readonly PlannedLine[],
  opened: ReadonlyMap<string, OpenRecord>,
): ReadonlyMap<string, readonly LineChange[]> {
  const changes = new Map<string, LineChange[]>();
  const add = (path: string, more: readonly LineChange[]): void => {
    if (more.length > 0) changes.set(path, [...(changes.get(path) ?? []), ...more]);
  };
  for (const record of opened.values()) {
    const made = record.change();
    if (made) add(made.path, [made.change]);
  }
  for (const file of planned) {
    add(
      file.path,
      withoutLines(
        file,
        gone.filter((line) => line.file === file),
      ),
    );
  }
  return new Map([...changes].map(([path, all]) => [path, inOrder(all)]));
}

/** Several new records at one place stand as lists have them, the highest number first. */
function inOrder(changes: readonly LineChange[]): readonly LineChange[] {
  return changes.toSorted((a, b) => a.start - b.start || a.end - b.end || compareIssueIds(nameIn(b), nameIn(a)));
}

function nameIn({ text }: LineChange): string {
  return /^\S*/.exec(text)?.[0] ?? "";
}

function textsOf(files: readonly ListFile[]): ReadonlyMap<string, string> {
  return new Map(files.map(({ path, text }) => [path, text]));
}

function applied(text: string, changes: readonly LineChange[]): Uint8Array {
  return applySplices(Buffer.from(text, "latin1"), changes);
}

/** Of what the plan follows from and of the records that change, but not of where they stand: other edits may go on. */
function tokenOf(
  release: string,
  items: readonly PlannedItem[],
  changes: ReadonlyMap<string, readonly LineChange[]>,
  texts: ReadonlyMap<string, string>,
): string {
  const seen = items.map(({ line: _line, ...item }) => item);
  const records = Array.from(changes, ([path, all]) => [
    path,
    all.map(({ start, end, text }) => [texts.get(path)?.slice(start, end) ?? "", text]),
  ]);
  return sha256(JSON.stringify([release, seen, records])).slice(0, TOKEN_DIGITS);
}
