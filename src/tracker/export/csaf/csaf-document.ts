import type { House } from "../house.ts";
import type { IssueAnswers } from "../issue-answers.ts";
import { jsonObject } from "../json-object.ts";
import { productTree } from "./product-tree.ts";
import { vulnerability } from "./vulnerability.ts";

/**
 * One issue as a CSAF 2.0 document of the profile VEX
 * (https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html, section 4.5). `path` is where it stands below the export's
 * directory, `revisions` as in `DatedFile`; versions count from 1, one a revision.
 */
export function csafDocument(house: House, answers: IssueAnswers, path: string, revisions: readonly string[]): object {
  const { issue } = answers;
  return {
    document: {
      category: "csaf_vex",
      csaf_version: "2.0",
      distribution: { text: "May be passed on without limit.", tlp: { label: "WHITE" } },
      lang: "en",
      notes: [
        {
          category: "general",
          title: "Scope",
          text: `Source packages of ${house.name}: which versions of them ${issue} affects, release by release.`,
        },
      ],
      publisher: publisher(house),
      references: [{ category: "self", summary: "This document", url: `${house.files}/${path}` }],
      title: csafTitle(house, issue),
      tracking: {
        id: issue,
        status: "final",
        version: String(Math.max(1, revisions.length)),
        initial_release_date: revisions[0],
        current_release_date: revisions.at(-1),
        revision_history: revisions.map((date, at) => ({
          number: String(at + 1),
          date,
          summary: at === 0 ? "First published." : "The answers or what is known of the issue changed.",
        })),
      },
    },
    product_tree: productTree(house, answers.verdicts),
    vulnerabilities: [vulnerability(house, answers)],
  };
}

/** The dates of a document's `revision_history`; undefined for anything else. */
export function csafRevisions(bytes: Uint8Array): readonly string[] | undefined {
  const document = jsonObject(bytes)?.document as { tracking?: { revision_history?: unknown } } | undefined;
  const history = document?.tracking?.revision_history;
  return Array.isArray(history) ? history.map((one) => String((one as { date?: unknown } | null)?.date)) : undefined;
}

export function csafTitle(house: House, issue: string): string {
  return `${issue} in ${house.name}`;
}

export function publisher(house: House): object {
  return {
    category: "vendor",
    contact_details: house.contact,
    name: house.name,
    namespace: new URL(house.pages).origin,
  };
}

/** The file's name of an issue's document (section 5.1). */
export function csafName(issue: string): string {
  return `${issue.toLowerCase().replace(/[^+\-a-z0-9]+/g, "_")}.json`;
}
