import type { SourceVersions } from "../../archive/source-versions.ts";
import type { Tracker } from "../../model/tracker.ts";
import type { Judge } from "../../verdict/types.ts";
import type { House } from "../house.ts";
import { issueAnswers } from "../issue-answers.ts";
import type { DatedFile } from "../write/export-file.ts";
import { openvexDocument, openvexPath, openvexRevisions } from "./openvex-document.ts";

/** One document for each issue, with its whole history as `version`, `timestamp` and `last_updated`. */
export function* openvexFiles(
  tracker: Tracker,
  archive: SourceVersions,
  judge: Judge,
  house: House,
): Generator<DatedFile, void> {
  for (const answers of issueAnswers(tracker, archive, judge)) {
    yield {
      path: openvexPath(answers.issue),
      render: (revisions) => [`${JSON.stringify(openvexDocument(house, answers, revisions))}\n`],
      revisionsIn: openvexRevisions,
    };
  }
}
