import type { Verdict } from "../../verdict/types.ts";
import { answerJson } from "../answer-json.ts";
import { boundary } from "../boundary.ts";
import { type House, issuePage } from "../house.ts";
import type { IssueAnswers } from "../issue-answers.ts";

/** The version of the schema that records follow (https://ossf.github.io/osv-schema/). */
const SCHEMA_VERSION = "1.7.0";

/** `DEBIAN-CVE-2024-1234`: the record is the distribution's; the CVE is what it speaks about. */
export function osvId(house: House, issue: string): string {
  return `${house.name.toUpperCase()}-${issue}`;
}

/**
 * One issue in OSV's form. `affected` has the releases that are vulnerable or were: OSV knows no other state, and its
 * ecosystem names releases by number, so that unstable has no place there. All answers stand in `database_specific`.
 * `modified` is an RFC 3339 time, undefined only to compare contents.
 */
export function osvRecord(house: House, answers: IssueAnswers, modified: string | undefined): object {
  const { issue, description, advisories, rejected } = answers;
  return {
    schema_version: SCHEMA_VERSION,
    id: osvId(house, issue),
    modified,
    ...(rejected && { withdrawn: modified }),
    ...(issue.startsWith("CVE-") && { upstream: [issue] }),
    ...(advisories.length > 0 && { related: advisories }),
    ...(description !== "" && { details: description }),
    affected: answers.verdicts.flatMap((verdict) => affected(house, verdict)),
    references: references(house, answers),
    database_specific: { answers: answers.verdicts.map(answerJson) },
  };
}

function affected(house: House, verdict: Verdict): readonly object[] {
  const version = house.versionOf(verdict.release);
  if (version === undefined || (verdict.status !== "vulnerable" && verdict.status !== "fixed")) return [];
  const fixed = boundary(verdict);
  const vendor = encodeURIComponent(house.name.toLowerCase());
  return [
    {
      package: {
        ecosystem: `${house.name}:${version}`,
        name: verdict.package,
        purl: `pkg:deb/${vendor}/${encodeURIComponent(verdict.package)}?arch=source`,
      },
      ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, ...(fixed === undefined ? [] : [{ fixed }])] }],
      ecosystem_specific: { urgency: verdict.urgency },
    },
  ];
}

function references(house: House, { issue, advisories, bugs, links }: IssueAnswers): readonly object[] {
  return [
    { type: "ADVISORY", url: issuePage(house, issue) },
    ...advisories.map((name) => ({ type: "ADVISORY", url: issuePage(house, name) })),
    ...bugs.map((bug) => ({ type: "REPORT", url: `https://bugs.debian.org/${bug}` })),
    ...links.map((url) => ({ type: "WEB", url })),
  ];
}
