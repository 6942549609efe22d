import type { BinaryVersions } from "../../archive/binary-versions.ts";
import type { SourceVersions } from "../../archive/source-versions.ts";
import type { Tracker } from "../../model/tracker.ts";
import type { Judge, Verdict } from "../../verdict/types.ts";
import { type House, issuePage, releaseTitle } from "../house.ts";
import { type IssueAnswers, issueAnswers } from "../issue-answers.ts";
import { definitionNumber, ovalId, RELEASE_DEFINITION } from "./oval-ids.ts";
import { createOvalParts, type OvalParts } from "./oval-parts.ts";
import { packageTests } from "./package-tests.ts";
import { escapeXml } from "./xml.ts";

/** What the documents of one export are made from. */
export interface OvalSource {
  readonly tracker: Tracker;
  readonly archive: SourceVersions;
  readonly binaries: BinaryVersions;
  readonly judge: Judge;
  readonly house: House;
}

const HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5"' +
  ' xmlns:oval="http://oval.mitre.org/XMLSchema/oval-common-5"' +
  ' xmlns:ind="http://oval.mitre.org/XMLSchema/oval-definitions-5#independent"' +
  ' xmlns:linux="http://oval.mitre.org/XMLSchema/oval-definitions-5#linux">\n';

/**
 * OVAL 5.11.2 for the machines of one release: a definition of class `vulnerability` for each issue that a machine may have,
 * true while it has it, `unknown` while nobody has determined it. What is not affected has no definition, as what is not in
 * the release. Definitions are not held; what they refer to is.
 */
export function* ovalDocument(source: OvalSource, release: string, timestamp: string): Generator<string, void> {
  const { tracker, archive, judge, house } = source;
  const parts = createOvalParts(house, release, tracker.releases.get(release)?.alias === "unstable");
  yield HEAD;
  yield `<generator><oval:product_name>Sameday</oval:product_name><oval:schema_version>5.11.2</oval:schema_version><oval:timestamp>${timestamp}</oval:timestamp></generator>\n`;
  yield "<definitions>\n";
  yield releaseDefinition(house, release, parts);
  for (const answers of issueAnswers(tracker, archive, judge, { release })) {
    const definition = issueDefinition(source, release, answers, parts);
    if (definition !== undefined) yield definition;
  }
  yield "</definitions>\n";
  yield* parts.xml();
  yield "</oval_definitions>\n";
}

function releaseDefinition(house: House, release: string, parts: OvalParts): string {
  const title = escapeXml(`${releaseTitle(house, release)} is installed`);
  const id = ovalId(house, release, "def", RELEASE_DEFINITION);
  return `<definition id="${id}" version="1" class="inventory"><metadata><title>${title}</title><description>${title}</description></metadata><criteria><criterion test_ref="${parts.releaseTest}" comment="${title}"/></criteria></definition>\n`;
}

function issueDefinition(
  source: OvalSource,
  release: string,
  answers: IssueAnswers,
  parts: OvalParts,
): string | undefined {
  const { house } = source;
  const { issue, description } = answers;
  const spoken = answers.verdicts.flatMap((verdict) => {
    const criteria = packageCriteria(source, verdict, parts);
    return criteria === undefined ? [] : [{ name: verdict.package, criteria }];
  });
  if (spoken.length === 0) return undefined;
  const products = spoken.map(({ name }) => `<product>${escapeXml(name)}</product>`).join("");
  const title = escapeXml(`${issue} in ${spoken.map(({ name }) => name).join(", ")}`);
  const system = issue.startsWith("CVE-") ? "CVE" : escapeXml(house.name);
  return (
    `<definition id="${ovalId(house, release, "def", definitionNumber(issue))}" version="1" class="vulnerability"><metadata>` +
    `<title>${title}</title><affected family="unix"><platform>${escapeXml(releaseTitle(house, release))}</platform>${products}</affected>` +
    `<reference source="${system}" ref_id="${issue}" ref_url="${escapeXml(issuePage(house, issue))}"/>` +
    `<description>${escapeXml(description)}</description></metadata>` +
    `<criteria operator="AND"><extend_definition definition_ref="${ovalId(house, release, "def", RELEASE_DEFINITION)}" comment="the release"/>` +
    `<criteria operator="OR">${spoken.map(({ criteria }) => criteria).join("")}</criteria></criteria></definition>\n`
  );
}

/** undefined: no machine can have it, or the archive's indexes name no binaries of the source. */
function packageCriteria({ binaries }: OvalSource, verdict: Verdict, parts: OvalParts): string | undefined {
  const { status } = verdict;
  if (status === "not-affected" || status === "rejected" || status === "not-in-release") return undefined;
  const packages = binaries.packagesOf(verdict.package, verdict.release);
  if (packages.length === 0) return undefined;
  const comment = escapeXml(`a binary package of ${verdict.package}`);
  const criteria = packageTests(verdict, packages)
    .map((asked) => `<criterion test_ref="${parts.test(asked)}" comment="${comment}"/>`)
    .join("");
  if (status !== "undetermined") return criteria;
  return `<criteria operator="AND">${criteria}<criterion test_ref="${parts.unknownTest}" comment="nobody has determined it"/></criteria>`;
}
