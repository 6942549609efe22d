import { type IssueId, SamedayError } from "../../kernel/index.ts";
import { didYouMean } from "../format/nearest-name.ts";
import type { AskedNames } from "../verdict/unknown-names.ts";
import type { Names } from "./column.ts";
import type { EventIndex } from "./event-index.ts";

/**
 * A sentence for each name about which there is no event, since none of the answers can belong to it. `releases` are those of the
 * data. Throws NOT_FOUND for a release that neither these nor the events know: there are few, so it is mistyped.
 */
export function unknownInEvents(
  { table }: EventIndex,
  releases: Iterable<string>,
  asked: AskedNames,
): readonly string[] {
  const sentences: string[] = [];
  if (asked.release !== undefined && table.releases.find(asked.release) === undefined) {
    const known = [...new Set([...namesIn(table.releases), ...releases])];
    if (!known.includes(asked.release)) {
      const near = didYouMean(asked.release, known) || ` There are ${known.join(", ")}.`;
      throw new SamedayError("NOT_FOUND", `No release is called ${asked.release}.${near}`);
    }
    sentences.push(`Nothing has happened in ${asked.release} yet.`);
  }
  if (asked.package !== undefined && table.packages.find(asked.package) === undefined) {
    sentences.push(`No event is about ${asked.package}.${didYouMean(asked.package, namesIn(table.packages))}`);
  }
  if (asked.issue !== undefined && table.issues.find(asked.issue) === undefined) {
    sentences.push(`No event is about ${asked.issue}.${meantIssue(asked.issue, table.issues)}`);
  }
  return sentences;
}

function* namesIn(names: Names): Generator<string, void> {
  for (let at = 0; at < names.count; at += 1) yield names.name(at);
}

/** CVE numbers are dense: another one that is near says nothing. */
function meantIssue(asked: IssueId, issues: Names): string {
  return asked.startsWith("TEMP-") ? didYouMean(asked, namesIn(issues)) : "";
}
