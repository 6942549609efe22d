import { basename } from "node:path";
import type { SourceVersions } from "../../archive/source-versions.ts";
import type { Tracker } from "../../model/tracker.ts";
import type { Judge } from "../../verdict/types.ts";
import type { House } from "../house.ts";
import { issueAnswers } from "../issue-answers.ts";
import { sortedJson } from "../sorted-json.ts";
import type { DatedFile, ExportEntry, ExportFile } from "../write/export-file.ts";
import { csafDocument, csafName, csafRevisions } from "./csaf-document.ts";
import { changesCsv, indexText, providerMetadata, ROLIE_FEED, rolieFeed } from "./csaf-listings.ts";

/** Folder of all documents: everything here is public, which CSAF calls TLP:WHITE. */
export const CSAF_FOLDER = "white";

const PLACE = new RegExp(`^${CSAF_FOLDER}/\\d{4}/[^/]+\\.json$`);

/**
 * One document for each issue, in the folder of the year in which it was first published (section 7.1.11): one that stands
 * there already stays where it is.
 */
export function* csafFiles(
  tracker: Tracker,
  archive: SourceVersions,
  judge: Judge,
  house: House,
  there: ReadonlySet<string>,
  now: Date,
): Generator<DatedFile, void> {
  const documents = [...there]
    .filter((path) => PLACE.test(path))
    .sort()
    .reverse();
  const places = new Map(documents.map((path) => [basename(path), path]));
  for (const answers of issueAnswers(tracker, archive, judge)) {
    const name = csafName(answers.issue);
    const path = places.get(name) ?? `${CSAF_FOLDER}/${now.getUTCFullYear()}/${name}`;
    yield {
      path,
      render: (revisions) => [`${sortedJson(csafDocument(house, answers, path, revisions))}\n`],
      revisionsIn: csafRevisions,
      digests: true,
    };
  }
}

/** What CSAF's readers look for beside the documents (sections 7.1.7 and 7.1.11 to 7.1.15). */
export function* csafSummaries(entries: readonly ExportEntry[], house: House): Generator<ExportFile, void> {
  const text = (path: string, content: string): ExportFile => ({ path, bytes: Buffer.from(content, "utf8") });
  yield text(`${CSAF_FOLDER}/index.txt`, indexText(entries, CSAF_FOLDER));
  yield text(`${CSAF_FOLDER}/changes.csv`, changesCsv(entries, CSAF_FOLDER));
  yield text(`${CSAF_FOLDER}/${ROLIE_FEED}`, `${JSON.stringify(rolieFeed(entries, house, CSAF_FOLDER))}\n`);
  yield text("provider-metadata.json", `${JSON.stringify(providerMetadata(entries, house, CSAF_FOLDER), null, 2)}\n`);
}
