import type { Verdict } from "../../verdict/types.ts";
import { answerJson } from "../answer-json.ts";
import { boundary } from "../boundary.ts";
import { type House, issuePage } from "../house.ts";
import type { IssueAnswers } from "../issue-answers.ts";
import { jsonObject } from "../json-object.ts";

/** The version of the schema that records follow (https://ossf.github.io/osv-schema/). */
const SCHEMA_VERSION = "1.7.0";

/** The one publisher of ours that OSV's lists of databases and ecosystems know. */
const DEBIAN = "Debian";
/** Debian's series without a number, by which its ecosystem names them. */
const NUMBERLESS: ReadonlySet<string> = new Set(["sid"]);

/**
 * `DEBIAN-CVE-2024-1234`: the record is the distribution's; the CVE is what it speaks about. A house that OSV does not know
 * has the prefix of local databases: `x_ACME-CVE-2024-1234`.
 */
export function osvId(house: House, issue: string): string {
  if (house.name === DEBIAN) return `DEBIAN-${issue}`;
  const name = house.name.toUpperCase().match(/[A-Z0-9]+/g) ?? ["LOCAL"];
  return `x_${name.join("-")}-${issue}`;
}

/**
 * One issue in OSV's form. `affected` has the releases of Debian that are vulnerable or were: OSV knows no other state, and
 * no package of an ecosystem that it has not registered. All answers stand in `database_specific`.
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

/** When a record changed last, which is all that it says of its revisions. */
export function osvRevisions(bytes: Uint8Array): readonly string[] | undefined {
  const modified = jsonObject(bytes)?.modified;
  return typeof modified === "string" ? [modified] : undefined;
}

function affected(house: House, verdict: Verdict): readonly object[] {
  const series = seriesOf(house, verdict.release);
  if (series === undefined || (verdict.status !== "vulnerable" && verdict.status !== "fixed")) return [];
  const boundaryVersion = boundary(verdict);
  // In an event "0" stands before every version; a line that says so means that no version ever was open.
  if (boundaryVersion === "0" && verdict.status === "fixed") return [];
  const fixed = boundaryVersion === "0" ? undefined : boundaryVersion;
  return [
    {
      package: {
        ecosystem: `${DEBIAN}:${series}`,
        name: verdict.package,
        purl: `pkg:deb/debian/${encodeURIComponent(verdict.package)}?arch=source`,
      },
      ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, ...(fixed === undefined ? [] : [{ fixed }])] }],
      ecosystem_specific: { urgency: verdict.urgency },
    },
  ];
}

function seriesOf(house: House, release: string): string | undefined {
  if (house.name !== DEBIAN) return undefined;
  return house.versionOf(release) ?? (NUMBERLESS.has(release) ? release : undefined);
}

function references(house: House, { issue, advisories, bugs, links }: IssueAnswers): readonly object[] {
  return [
    { type: "ADVISORY", url: issuePage(house, issue) },
    ...advisories.map((name) => ({ type: "ADVISORY", url: issuePage(house, name) })),
    ...bugs.map((bug) => ({ type: "REPORT", url: `https://bugs.debian.org/${bug}` })),
    ...links.map((url) => ({ type: "WEB", url })),
  ];
}
