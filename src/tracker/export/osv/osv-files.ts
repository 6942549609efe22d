import { join } from "node:path";
import type { ProcessRunner } from "../../../kernel/index.ts";
import type { SourceVersions } from "../../archive/source-versions.ts";
import type { Tracker } from "../../model/tracker.ts";
import type { Judge } from "../../verdict/types.ts";
import type { House } from "../house.ts";
import { issueAnswers } from "../issue-answers.ts";
import type { DatedFile, ExportEntry, ExportFile } from "../write/export-file.ts";
import { osvId, osvRecord, osvRevisions } from "./osv-record.ts";

const ZIP_TIME_LIMIT_MS = 10 * 60_000;
/** Of the zip file; everything at Debian's size takes 30 MB. */
const ZIP_BYTES = 4 * 1024 ** 3;

/** `ID.json` for each issue. */
export function* osvFiles(
  tracker: Tracker,
  archive: SourceVersions,
  judge: Judge,
  house: House,
): Generator<DatedFile, void> {
  for (const answers of issueAnswers(tracker, archive, judge)) {
    yield {
      path: `${osvId(house, answers.issue)}.json`,
      render: (revisions) => [`${JSON.stringify(osvRecord(house, answers, revisions.at(-1)))}\n`],
      revisionsIn: osvRevisions,
    };
  }
}

/**
 * What OSV's readers fetch first: `modified_id.csv` (time and record, newest first), and `all.zip` with every record, made
 * by Debian's zip from the files and their times, so that it is the same while they are.
 */
export function* osvSummaries(
  entries: readonly ExportEntry[],
  directory: string,
  processes: ProcessRunner,
): Generator<ExportFile, void> {
  const lines = [...entries]
    .sort((a, b) => (a.changed === b.changed ? (a.path < b.path ? -1 : 1) : a.changed > b.changed ? -1 : 1))
    .map(({ path, changed }) => `${changed},${path.replace(/\.json$/, "")}\n`);
  yield { path: "modified_id.csv", bytes: Buffer.from(lines.join("")) };
  if (entries.length === 0) return;
  yield {
    path: "all.zip",
    from: entries.map(({ path, sha256, changed }) => `${path} ${sha256} ${changed}\n`).join(""),
    async make(sink) {
      await processes.run({
        argv: ["zip", "-q", "-X", "-", "-@"],
        cwd: join(directory),
        input: `${entries.map(({ path }) => path).join("\n")}\n`,
        output: sink,
        timeLimitMs: ZIP_TIME_LIMIT_MS,
        maxOutputBytes: ZIP_BYTES,
      });
    },
  };
}
