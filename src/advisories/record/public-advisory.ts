import type { Advisory, Product, Publisher } from "../model.ts";
import { scoreOf } from "../scores/cvss.ts";
import type { PublisherRow } from "./publisher-schema.ts";
import type { ProductRow, RecordRow } from "./schema.ts";

/** What the record says in public. Here, and only here, credits without consent, contacts and private events are left out. */
export function publicAdvisory(row: RecordRow, house: PublisherRow): Advisory {
  const ids = row.issue.map(({ id }) => id.value);
  return {
    id: row.id,
    title: row.title,
    severity: row.severity.value,
    description: row.description,
    impact: row.impact,
    mitigation: row.mitigation,
    author: row.author,
    regressionOf: row["regression-of"],
    issues: row.issue.map((issue) => ({
      id: issue.id.value,
      also: issue.also.map(({ value }) => value),
      title: issue.title,
      description: issue.description,
      scores: issue.cvss.flatMap(({ value }) => scoreOf(value) ?? []),
      cwe: issue.cwe?.value,
      cveRecord: issue["cve-record"].value,
    })),
    products: row.product.map((product) => publicProduct(product, ids)),
    credits: row.credit
      .filter(({ consent }) => consent)
      .map(({ name, organization, role }) => ({ name: name.value, organization: organization?.value, role })),
    references: row.reference.map(({ url, kind, title }) => ({ url: url.value, kind, title })),
    timeline: row.event.filter((event) => !event.private).map(({ at, says }) => ({ at: at.value, says })),
    revisions: row.revision.map(({ at, says }) => ({ at: at.value, says })),
    publisher: publicPublisher(house),
  };
}

function publicProduct(product: ProductRow, all: readonly string[]): Product {
  return {
    name: product.name.value,
    release: product.release?.value,
    scheme: product.scheme,
    status: product.status,
    introduced: product.introduced?.value,
    fixed: product.fixed?.value,
    withoutFix: product["without-fix"],
    reason: product.reason?.value,
    issues: product.issues.length === 0 ? all : product.issues.map(({ value }) => value),
  };
}

function publicPublisher(house: PublisherRow): Publisher {
  const txt = house["security-txt"];
  return {
    name: house.name,
    contact: house.contact,
    category: house.category,
    website: house.website,
    address: house.address,
    releases: house.release.map(({ codename, version }) => ({ codename: codename.value, version })),
    announcement: { form: house.announcement.form, from: house.announcement.from, to: house.announcement.to },
    securityTxt: {
      contact: txt.contact,
      expires: txt.expires.value,
      encryption: txt.encryption,
      policy: txt.policy,
      acknowledgments: txt.acknowledgments,
      languages: txt.languages,
    },
    openpgp: house.openpgp && {
      fingerprint: house.openpgp.fingerprint,
      url: house.openpgp.url,
      keyFile: house.openpgp["key-file"],
    },
    cve: house.cve && { orgId: house.cve["org-id"], shortName: house.cve["short-name"] },
    osvEcosystem: house["osv-ecosystem"],
  };
}
