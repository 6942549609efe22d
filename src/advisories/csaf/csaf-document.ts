import { sortedJson } from "../../tracker/index.ts";
import type { Advisory, Credit } from "../model.ts";
import { isoTime, pageAddress, spokenTime } from "../words/products.ts";
import { csafPath } from "./file-name.ts";
import { productTree } from "./product-tree.ts";
import { vulnerability } from "./vulnerability.ts";

/**
 * The advisory as a CSAF 2.0 document of the profile Security Advisory
 * (https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html, section 4.4), with its keys in order (test 6.2.13).
 */
export function csafText(advisory: Advisory): string {
  // Keys stay in the order in which they were read.
  return `${JSON.stringify(JSON.parse(sortedJson(csafDocument(advisory))), null, 2)}\n`;
}

export function csafDocument(advisory: Advisory): object {
  const { revisions } = advisory;
  const acknowledgments = advisory.credits.map(acknowledgment);
  return {
    document: {
      ...(acknowledgments.length > 0 && { acknowledgments }),
      aggregate_severity: { text: advisory.severity },
      category: "csaf_security_advisory",
      csaf_version: "2.0",
      distribution: { text: "May be passed on without limit.", tlp: { label: "WHITE" } },
      lang: "en",
      notes: notesOf(advisory),
      publisher: csafPublisher(advisory),
      references: referencesOf(advisory),
      title: advisory.title,
      tracking: {
        id: advisory.id,
        status: "final",
        version: String(revisions.length),
        initial_release_date: revisions.slice(0, 1).map(({ at }) => isoTime(at))[0],
        current_release_date: revisions.slice(-1).map(({ at }) => isoTime(at))[0],
        revision_history: revisions.map(({ at, says }, index) => ({
          number: String(index + 1),
          date: isoTime(at),
          summary: says,
        })),
      },
    },
    product_tree: productTree(advisory),
    vulnerabilities: advisory.issues.map((issue) => vulnerability(advisory, issue)),
  };
}

export function csafPublisher({ publisher }: Pick<Advisory, "publisher">): object {
  return {
    category: publisher.category,
    contact_details: publisher.contact,
    name: publisher.name,
    namespace: new URL(publisher.website).origin,
  };
}

const ROLE_WORDS: Readonly<Record<Credit["role"], string>> = {
  finder: "found it",
  reporter: "reported it",
  analyst: "analysed it",
  coordinator: "coordinated the disclosure",
  "remediation-developer": "wrote the fix",
  "remediation-reviewer": "reviewed the fix",
  "remediation-verifier": "tested the fix",
  tool: "the tool that found it",
  sponsor: "paid for the work",
  other: "helped",
};

/** What somebody did, in words: `found it`. */
export function roleWords(role: Credit["role"]): string {
  return ROLE_WORDS[role];
}

function acknowledgment({ name, organization, role }: Credit): object {
  return { names: [name], ...(organization !== undefined && { organization }), summary: roleWords(role) };
}

function notesOf({ description, timeline, issues, regressionOf }: Advisory): readonly object[] {
  const newer = issues.flatMap(({ id, scores }) =>
    scores
      .filter(({ version }) => version === "4.0")
      .map(({ vector, score }) => `${id}: ${score.toFixed(1)}, ${vector}`),
  );
  const events = timeline.map(({ at, says }) => `${spokenTime(at)}: ${says}`);
  return [
    { category: "summary", text: description, title: "Summary" },
    ...(regressionOf === undefined
      ? []
      : [
          {
            category: "general",
            text: `This repairs a regression that came with ${regressionOf}.`,
            title: "Regression",
          },
        ]),
    ...(newer.length === 0 ? [] : [{ category: "other", text: newer.join("\n"), title: "CVSS 4.0" }]),
    ...(events.length === 0 ? [] : [{ category: "details", text: events.join("\n"), title: "Time line" }]),
  ];
}

function referencesOf(advisory: Advisory): readonly object[] {
  return [
    { category: "self", summary: "This document", url: `${advisory.publisher.address}/${csafPath(advisory)}` },
    { category: "self", summary: "The advisory as a page", url: pageAddress(advisory) },
    ...advisory.references.map(({ url, title }) => ({ category: "external", summary: title, url })),
  ];
}
