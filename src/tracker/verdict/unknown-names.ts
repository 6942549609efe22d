import { type IssueId, SamedayError } from "../../kernel/index.ts";
import type { SourceVersions } from "../archive/source-versions.ts";
import { didYouMean, nearestName } from "../format/nearest-name.ts";
import { packagesNamed } from "../model/packages-named.ts";
import { recordsSetAside } from "../model/set-aside.ts";
import type { Tracker } from "../model/tracker.ts";
import { presentName } from "../names/issue-names.ts";

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
    if (!known.has(asked.package)) {
      const near = archive.rowsOf(asked.package).length > 0 ? "" : didYouMean(asked.package, known);
      sentences.push(`No line is about ${asked.package}.${near}`);
    }
  }
  const aside = asked.issue === undefined ? [] : recordsSetAside(tracker.layers, asked.issue);
  for (const { layer, file, span } of aside) {
    const place = `${layer.name} ${file.path}:${span.line}`;
    sentences.push(`A record that names ${asked.issue} is set aside for an error, so nothing of it counts: ${place}.`);
  }
  if (asked.issue !== undefined && aside.length === 0 && tracker.issue(asked.issue) === undefined) {
    const group = /^CVE-\d{4}-XXXX$/i.test(asked.issue);
    sentences.push(
      group
        ? `${asked.issue} is no issue's name: \`sameday tracker view ${asked.issue}\` lists what stands under it.`
        : `No list holds ${asked.issue}.`,
    );
  }
  return sentences;
}

/** NOT_FOUND for an issue that no list has, with the name that it has now, or the one without a number that is nearly the same. */
export function noIssue(tracker: Tracker, asked: IssueId): SamedayError {
  const now = presentName(
    tracker.layers.toReversed().flatMap((layer) => layer.formerNames),
    asked,
  );
  if (now !== asked) return new SamedayError("NOT_FOUND", `${asked} is ${now} now; use that name.`);
  const temporary = asked.startsWith("TEMP-")
    ? [...tracker.issueNames()].filter((name) => name.startsWith("TEMP-"))
    : [];
  const next = asked.startsWith("CVE-") ? " A new one is written down by `sameday tracker add-issue`." : "";
  return new SamedayError("NOT_FOUND", `No list has a record of ${asked}.${didYouMean(asked, temporary)}${next}`);
}

/**
 * A sentence when no line was about this package before and one of nearly that name is known: then it is mistyped more often than
 * it is new. undefined otherwise.
 */
export function unfamiliarPackage(tracker: Tracker, name: string): string | undefined {
  const known = packagesNamed(tracker);
  const near = known.has(name) ? undefined : nearestName(name, known);
  return near === undefined ? undefined : `No line was about ${name} before. If ${near} was meant, take this back.`;
}

function unknownRelease(tracker: Tracker, archive: SourceVersions, asked: string): SamedayError {
  const known = [...new Set([...archive.releases, ...tracker.releases.keys()])];
  const near = didYouMean(asked, known) || ` There are ${known.join(", ")}.`;
  return new SamedayError("NOT_FOUND", `Neither data nor archive have a release ${asked}.${near}`);
}
