import { DAY_MS, type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import type { SourceVersions } from "../archive/source-versions.ts";
import { createWords } from "../format/words.ts";
import type { LayerDirectory } from "../layers/load-tracker.ts";
import { parseLayer } from "../layers/parse-layer.ts";
import { createTracker, type Tracker } from "../model/tracker.ts";
import { createGitHistory } from "./git-history.ts";
import { type RecordedArchive, readRecordedArchive, recordedArchives } from "./recorded-archives.ts";
import { second } from "./step.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** The commit that a layer stood at; undefined before its first one. */
export interface LayerAt {
  readonly layer: string;
  readonly commit: string | undefined;
}

/** A revision of one of the layers, as git names it. */
export interface Revision {
  readonly revision: string;
}

/**
 * What people write: `2026-05-01` is all of that day, `2026-05-01T12:00:00Z` (seconds may be left out) all up to then,
 * else it is a revision. An instant is the first that does not count. Throws INPUT_INVALID for a day that there is not.
 */
export function readAt(text: string): Date | Revision {
  const [, day = "", time] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)Z)?$/.exec(text) ?? [];
  if (day === "") return { revision: text };
  const start = new Date(`${day}T${time ?? "00:00"}Z`);
  if (Number.isNaN(start.getTime()) || !start.toISOString().startsWith(day)) {
    throw new SamedayError("INPUT_INVALID", `${text} is no day that there is.`);
  }
  const long = time === undefined ? DAY_MS : time.length === 5 ? MINUTE_MS : SECOND_MS;
  return new Date(start.getTime() + long);
}

/** The data as it was, and the first instant that does not count. */
export interface TrackerAt {
  readonly tracker: Tracker;
  readonly layers: readonly LayerAt[];
  readonly at: Date;
}

/**
 * The data as of the last commit of each layer before an instant, read from git whatever the work tree is; at a revision
 * of one layer, the others are as of when that commit took effect. `now` bounds the dates of commits. Throws INPUT_INVALID when a layer is no git checkout or not
 * exactly one has the revision, NOT_FOUND when none of them had begun.
 */
export async function trackerAt(
  runner: ProcessRunner,
  directories: readonly LayerDirectory[],
  when: Date | Revision,
  now: Date,
): Promise<TrackerAt> {
  const named = when instanceof Date ? undefined : await findRevision(runner, directories, when.revision, now);
  const at = named ? new Date(named.time.getTime() + SECOND_MS) : (when as Date);
  const words = createWords();
  const parsed = [];
  const layers: LayerAt[] = [];
  for (const { name, directory } of directories) {
    const git = createGitHistory(runner, directory);
    const commit = named?.layer === name ? named.commit : await git.commitBefore(at, now);
    layers.push({ layer: name, commit });
    if (commit === undefined) continue;
    const tree = await git.tree(commit);
    const paths = [...tree.keys()];
    const files = new Map<string, Uint8Array>();
    await git.blobs([...tree.values()], (bytes) => {
      files.set(paths[files.size] as string, bytes);
    });
    parsed.push(parseLayer(name, files, words));
  }
  if (!parsed.some(({ lists }) => lists.length > 0)) {
    throw new SamedayError("NOT_FOUND", `No layer had a list before ${second(at)}.`);
  }
  return { tracker: createTracker(parsed), layers, at };
}

async function findRevision(
  runner: ProcessRunner,
  directories: readonly LayerDirectory[],
  revision: string,
  now: Date,
) {
  const found = [];
  for (const { name, directory } of directories) {
    const commit = await createGitHistory(runner, directory).find(revision, now);
    if (commit) found.push({ layer: name, ...commit });
  }
  const [one] = found;
  if (one === undefined) {
    throw new SamedayError("INPUT_INVALID", `${revision} is no day, and no commit of the data is named so.`);
  }
  if (found.length > 1) {
    const layers = found.map(({ layer }) => layer).join(", ");
    throw new SamedayError("INPUT_INVALID", `${revision} names a commit in ${layers}; name a day, or one by its hash.`);
  }
  return one;
}

/** The last recorded archive of before an instant; undefined when none was recorded by then. */
export async function archiveAt(
  directory: string,
  at: Date,
): Promise<{ readonly versions: SourceVersions; readonly record: RecordedArchive } | undefined> {
  const record = (await recordedArchives(directory)).filter(({ dated }) => dated < at).at(-1);
  return record && { record, versions: await readRecordedArchive(directory, record) };
}
