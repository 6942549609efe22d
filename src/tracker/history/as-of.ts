import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import type { SourceVersions } from "../archive/source-versions.ts";
import { createIntern } from "../format/parse-note.ts";
import type { LayerDirectory } from "../layers/load-tracker.ts";
import { parseLayer } from "../layers/parse-layer.ts";
import { createTracker, type Tracker } from "../model/tracker.ts";
import { createGitHistory } from "./git-history.ts";
import { type RecordedArchive, readRecordedArchive, recordedArchives } from "./recorded-archives.ts";

/** The commit that a layer stood at; undefined before its first one. */
export interface LayerAt {
  readonly layer: string;
  readonly commit: string | undefined;
}

/**
 * The data as of the last commit of each layer before an instant, read from git whatever the work tree is. Throws
 * INPUT_INVALID when a layer is no git checkout, NOT_FOUND when none of them had begun.
 */
export async function trackerAt(
  runner: ProcessRunner,
  directories: readonly LayerDirectory[],
  at: Date,
): Promise<{ readonly tracker: Tracker; readonly layers: readonly LayerAt[] }> {
  const intern = createIntern();
  const parsed = [];
  const layers: LayerAt[] = [];
  for (const { name, directory } of directories) {
    const git = createGitHistory(runner, directory);
    const commit = await git.commitBefore(at);
    layers.push({ layer: name, commit });
    if (commit === undefined) continue;
    const tree = await git.tree(commit);
    const paths = [...tree.keys()];
    const files = new Map<string, Uint8Array>();
    await git.blobs([...tree.values()], (bytes) => {
      files.set(paths[files.size] as string, bytes);
    });
    parsed.push(parseLayer(name, files, intern));
  }
  if (!parsed.some(({ lists }) => lists.length > 0)) {
    throw new SamedayError("NOT_FOUND", `No layer had a list before ${at.toISOString()}.`);
  }
  return { tracker: createTracker(parsed), layers };
}

/** The last recorded archive of before an instant; undefined when none was recorded by then. */
export async function archiveAt(
  directory: string,
  at: Date,
): Promise<{ readonly versions: SourceVersions; readonly record: RecordedArchive } | undefined> {
  const record = (await recordedArchives(directory)).filter(({ dated }) => dated < at).at(-1);
  return record && { record, versions: await readRecordedArchive(directory, record) };
}
