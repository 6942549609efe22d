import { groupBy } from "../csaf/product-tree.ts";
import type { Advisory, Issue, Product } from "../model.ts";
import { affectedVersions, cveOf, isoTime, pageAddress, productsOf } from "../words/products.ts";
import { isRegistered } from "./registered.ts";

/** The version of the schema that records follow (https://ossf.github.io/osv-schema/). */
const SCHEMA_VERSION = "1.7.0";

/** The advisory's id in OSV: as it is where OSV knows its prefix, else with that of local databases. */
export function osvId(id: string): string {
  return isRegistered(id) ? id : `x_${id}`;
}

/** The advisory in OSV's form. Packages are named where OSV knows their ecosystem; all answers stand in `database_specific`. */
export function osvRecord(advisory: Advisory): object {
  const { revisions, issues, credits, references } = advisory;
  const upstream = issues.flatMap(({ id, also }) => [id, ...also]);
  const details = [
    advisory.description,
    advisory.impact,
    ...(advisory.mitigation === undefined ? [] : [advisory.mitigation]),
  ];
  return {
    schema_version: SCHEMA_VERSION,
    id: osvId(advisory.id),
    published: revisions.slice(0, 1).map(({ at }) => isoTime(at))[0],
    modified: revisions.slice(-1).map(({ at }) => isoTime(at))[0],
    upstream,
    ...(advisory.regressionOf !== undefined && { related: [osvId(advisory.regressionOf)] }),
    summary: advisory.title,
    details: details.join("\n\n"),
    ...severityOf(issues),
    affected: affectedOf(advisory),
    references: [
      { type: "ADVISORY", url: pageAddress(advisory) },
      ...references.map(({ url, kind }) => ({ type: kind.toUpperCase(), url })),
    ],
    ...(credits.length > 0 && {
      credits: credits.map(({ name, role }) => ({ name, type: role.toUpperCase().replaceAll("-", "_") })),
    }),
    database_specific: { severity: advisory.severity, issues: issues.map((issue) => issueAnswers(advisory, issue)) },
  };
}

/** OSV has one severity a record, which can stand only for one issue. */
function severityOf(issues: readonly Issue[]): object {
  const [only, second] = issues;
  if (only === undefined || second !== undefined || only.scores.length === 0) return {};
  return {
    severity: only.scores.map(({ version, vector }) => ({
      type: version === "3.1" ? "CVSS_V3" : "CVSS_V4",
      score: vector,
    })),
  };
}

/** What is vulnerable or was; OSV knows no other state. One entry a package and series, with every range once. */
function affectedOf({ products, publisher }: Advisory): readonly object[] {
  const { osvEcosystem, releases } = publisher;
  if (osvEcosystem === undefined) return [];
  const open = products.flatMap((product) => {
    if (product.scheme !== "deb" || product.status !== "affected" || product.release === undefined) return [];
    const version = releases.find(({ codename }) => codename === product.release)?.version;
    return [{ product, ecosystem: `${osvEcosystem}:${version ?? product.release}` }];
  });
  return [...groupBy(open, ({ product, ecosystem }) => `${ecosystem} ${product.name}`).values()].map((some) => {
    const { product, ecosystem } = some[0] as (typeof open)[number];
    const vendor = osvEcosystem.toLowerCase();
    return {
      package: {
        ecosystem,
        name: product.name,
        purl: `pkg:deb/${vendor}/${encodeURIComponent(product.name)}?arch=source`,
      },
      ranges: [...new Map(some.map((one) => [affectedVersions(one.product), rangeOf(one.product)])).values()],
    };
  });
}

function rangeOf({ introduced, fixed }: Product): object {
  return {
    type: "ECOSYSTEM",
    events: [{ introduced: introduced ?? "0" }, ...(fixed === undefined ? [] : [{ fixed }])],
  };
}

function issueAnswers(advisory: Advisory, issue: Issue): object {
  return {
    id: issue.id,
    cve: cveOf(issue),
    cwe: issue.cwe,
    cvss: issue.scores.map(({ vector, score }) => ({ vector, score })),
    products: productsOf(advisory, issue).map(({ name, release, status, introduced, fixed, reason }) => ({
      ...{ name, release, status, introduced, fixed, reason },
    })),
  };
}
