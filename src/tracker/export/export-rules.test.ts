import { expect, test } from "vitest";
import { exportFaults, type PublishedForm } from "../../../tests/system/export-faults.ts";
import { archiveOf, trackerOf } from "../testing.ts";
import { dpkgJudge } from "../verdict/dpkg-judge.ts";
import { csafFiles } from "./csaf/csaf-files.ts";
import { debianHouse } from "./house.ts";
import { openvexFiles } from "./openvex/openvex-files.ts";
import { osvFiles } from "./osv/osv-files.ts";

/** The rules by which exports are judged see a fault: a good document with one planted. */

const HOUSE = debianHouse("https://example.org/export");
const DATES = ["2026-10-01T08:00:00.000Z", "2026-11-21T08:00:00.000Z"];
const LIST = `CVE-2026-1000 (x)
	- curl 2
	[bullseye] - curl <not-affected> (Windows only)
	[trixie] - curl <not-affected> (Vulnerable code not present)
`;
const NAMES: Readonly<Record<PublishedForm, string>> = {
  csaf: "cve-2026-1000.json",
  openvex: "cve-2026-1000.openvex.json",
  osv: "DEBIAN-CVE-2026-1000.json",
};

function documentOf(form: PublishedForm): string {
  const tracker = trackerOf({ "CVE/list": LIST });
  const archive = archiveOf("curl bullseye 1", "curl bookworm 1", "curl trixie 1", "curl sid 2");
  const files = {
    csaf: csafFiles(tracker, archive, dpkgJudge, HOUSE, new Set(), new Date(DATES[1] ?? "")),
    openvex: openvexFiles(tracker, archive, dpkgJudge, HOUSE),
    osv: osvFiles(tracker, archive, dpkgJudge, HOUSE),
  };
  const [file] = files[form];
  return Array.from(file?.render(DATES) ?? [], String).join("");
}

// biome-ignore lint/suspicious/noExplicitAny: a fault may be planted anywhere in a document.
type Plant = (document: any) => void;

const CSAF: Readonly<Record<string, Plant>> = {
  "6.1.1:": ({ vulnerabilities: [one] }) => one.product_status.fixed.push("nobody:knows"),
  "6.1.2:": ({ product_tree: { branches } }) => branches.push(structuredClone(branches[0])),
  "6.1.6:": ({ vulnerabilities: [one] }) => one.product_status.fixed.push(one.product_status.known_affected[0]),
  "6.1.12:": ({ document }) => {
    document.lang = "EZ";
  },
  "6.1.13:": ({ product_tree: { branches } }) => {
    const [{ product }] = branches[0].branches[0].branches[0].branches;
    product.product_identification_helper.purl = "pkg:deb/debian/@1.3.4";
  },
  "6.1.14:": ({ document: { tracking } }) => {
    tracking.revision_history[1].date = "2026-09-01T08:00:00.000Z";
    tracking.current_release_date = "2026-09-01T08:00:00.000Z";
  },
  "revisions out of": ({ document: { tracking } }) => {
    tracking.revision_history[1].date = tracking.revision_history[0].date;
  },
  "6.2.2:": ({ vulnerabilities: [one] }) => {
    one.remediations = undefined;
  },
  "6.1.16:": ({ document: { tracking } }) => {
    tracking.version = "1";
  },
  "6.1.21:": ({ document: { tracking } }) => {
    tracking.revision_history[1].number = "3";
    tracking.version = "3";
  },
  "6.1.23:": ({ vulnerabilities }) => vulnerabilities.push(structuredClone(vulnerabilities[0])),
  "6.1.26:": ({ document }) => {
    document.category = "V_eX";
  },
  "6.1.27.4:": (document) => {
    document.product_tree = undefined;
  },
  "6.1.27.5:": ({ vulnerabilities: [one] }) => {
    one.notes = undefined;
  },
  "6.1.27.7:": ({ vulnerabilities: [one] }) => {
    one.product_status = { recommended: one.product_status.fixed };
  },
  "6.1.27.8:": ({ vulnerabilities: [one] }) => {
    one.cve = undefined;
  },
  "6.1.27.9:": ({ vulnerabilities: [one] }) => {
    one.threats = undefined;
  },
  "6.1.27.10:": ({ vulnerabilities: [one] }) => {
    one.remediations = undefined;
  },
  "6.1.27.11:": (document) => {
    document.vulnerabilities = undefined;
  },
  "6.1.29:": ({ vulnerabilities: [one] }) => {
    one.remediations.push({ category: "no_fix_planned", details: "For nobody." });
  },
  "6.1.31:": ({ product_tree: { branches } }) => {
    branches[0].branches[0].branches[0].branches[0].category = "product_version";
  },
  "6.1.32:": ({ vulnerabilities: [one] }) => one.flags.push({ label: "component_not_present" }),
  "6.1.33:": ({ vulnerabilities: [one] }) => one.flags.push({ ...one.flags[0], label: "component_not_present" }),
  "5.1:": ({ document: { tracking } }) => {
    tracking.id = "CVE-2026-1001";
  },
  "dates of": ({ document: { tracking } }) => {
    tracking.initial_release_date = "2026-10-02T08:00:00.000Z";
  },
  "/document must have": ({ document }) => {
    document.title = undefined;
  },
};

const OPENVEX: Readonly<Record<string, Plant>> = {
  "two statements": ({ statements }) => {
    const fixed = statements.find((one: { status: string }) => one.status === "fixed");
    fixed.products.push(statements[0].products[0]);
  },
  "version 7": (document) => {
    document.version = 7;
  },
  "last updated": (document) => {
    document.last_updated = document.timestamp;
  },
  nobody: (document) => {
    document.author = " ";
  },
  "not_affected without": ({ statements }) => {
    statements.find((one: { impact_statement?: string }) => one.impact_statement).impact_statement = " ";
  },
  "affected without": ({ statements }) => {
    statements.find((one: { status: string }) => one.status === "affected").action_statement = " ";
  },
  '"products"': ({ statements }) => {
    statements[0].products = [];
  },
};

const OSV: Readonly<Record<string, Plant>> = {
  "in DEBIAN-CVE-2026-1000.json": (record) => {
    record.id = "DEBIAN-CVE-2026-1001";
  },
  itself: (record) => {
    record.related = [record.id];
  },
  withdrawn: (record) => {
    record.withdrawn = "2027-01-01T00:00:00.000Z";
  },
  twice: ({ affected }) => affected.push(structuredClone(affected[0])),
  "a version in": ({ affected }) => {
    affected[0].package.purl = "pkg:deb/debian/curl@1?arch=source";
  },
  "events fixed,introduced": ({ affected }) => affected[0].ranges[0].events.reverse(),
  "events introduced,fixed,fixed": ({ affected }) => affected[0].ranges[0].events.push({ fixed: "3" }),
  "introduced in 3, fixed in 2": ({ affected }) => {
    affected[0].ranges[0].events = [{ introduced: "3" }, { fixed: "2" }];
  },
  "not one range": ({ affected }) => affected[0].ranges.push(structuredClone(affected[0].ranges[0])),
  '"ecosystem"': ({ affected }) => {
    affected[0].package.ecosystem = "Acme:7";
  },
};

test.each(["csaf", "openvex", "osv"] as const)("%s: nothing is said against a good document", (form) => {
  expect(exportFaults(form, NAMES[form], documentOf(form), 2)).toEqual([]);
});

test.each([
  ...Object.entries(CSAF).map(([fault, plant]) => ["csaf", fault, plant] as const),
  ...Object.entries(OPENVEX).map(([fault, plant]) => ["openvex", fault, plant] as const),
  ...Object.entries(OSV).map(([fault, plant]) => ["osv", fault, plant] as const),
])("%s, planted: %s", (form, fault, plant) => {
  const document = JSON.parse(documentOf(form));
  plant(document);
  expect(exportFaults(form, NAMES[form], JSON.stringify(document), 2).join("\n")).toContain(fault);
});
