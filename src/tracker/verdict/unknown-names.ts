import { type IssueId, SamedayError } from "../../kernel/index.ts";
import type { SourceVersions } from "../archive/source-versions.ts";
import { nearestName } from "../format/nearest-name.ts";
import { packagesNamed } from "../model/packages-named.ts";
import type { Tracker } from "../model/tracker.ts";

/** Names that somebody asked for; absent ones ask for all. */
export interface AskedNames {
  readonly release?: string;
  readonly package?: string;
  readonly issue?: IssueId;
}

/**
 * A sentence for each name to which no answer can belong, since it says the same as "nothing is open" otherwise.
 * Throws NOT_FOUND for a release that neither data nor archive know: there are few, so it is mistyped.
 */
export function unknownNames(tracker: Tracker, archive: SourceVersions, asked: AskedNames): readonly string[] {
  const sentences: string[] = [];
  if (asked.release !== undefined && !archive.releases.includes(asked.release)) {
    if (!tracker.releases.has(asked.release)) throw unknownRelease(tracker, archive, asked.release);
    sentences.push(`The archive has no suite of ${asked.release}.`);
  }
  if (asked.package !== undefined) {
    const known = packagesNamed(tracker);
    if (!known.has(asked.package)) sentences.push(`No line is about ${asked.package}.${meant(asked.package, known)}`);
  }
  if (asked.issue !== undefined && tracker.issue(asked.issue) === undefined) {
    const group = /^CVE-\d{4}-XXXX$/i.test(asked.issue);
    sentences.push(
      group
        ? `${asked.issue} is no issue's name: \`sameday tracker view ${asked.issue}\` lists what stands under it.`
        : `No list holds ${asked.issue}.`,
    );
  }
  return sentences;
}

function unknownRelease(tracker: Tracker, archive: SourceVersions, asked: string): SamedayError {
  const known = [...new Set([...archive.releases, ...tracker.releases.keys()])];
  const near = meant(asked, known) || ` There are ${known.join(", ")}.`;
  return new SamedayError("NOT_FOUND", `Neither data nor archive have a release ${asked}.${near}`);
}

function meant(word: string, known: Iterable<string>): string {
  const near = nearestName(word, known);
  return near === undefined ? "" : ` Did you mean ${near}?`;
}
