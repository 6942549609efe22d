import type { JudgedRow, Verdict } from "../../verdict/types.ts";
import { type House, issuePage, sourcePurl } from "../house.ts";
import type { IssueAnswers } from "../issue-answers.ts";
import { jsonObject } from "../json-object.ts";
import { adviceFor, whyNotAffected } from "../vex-words.ts";

/** OpenVEX 0.2.0 (https://github.com/openvex/spec). */
const CONTEXT = "https://openvex.dev/ns/v0.2.0";

/** What a statement says beside its products; statements that say the same are one. */
interface Said {
  readonly status: "affected" | "fixed" | "not_affected" | "under_investigation";
  readonly justification?: string;
  readonly impact_statement?: string;
  readonly action_statement?: string;
}

/**
 * One issue as an OpenVEX document. The format knows no ranges, so it speaks about the versions that stand in the archive,
 * each suite's. `revisions` as in `DatedFile`.
 */
export function openvexDocument(house: House, answers: IssueAnswers, revisions: readonly string[]): object {
  const { issue, description } = answers;
  const changed = revisions.at(-1);
  const vulnerability = {
    "@id": issuePage(house, issue),
    name: issue,
    ...(description !== "" && { description }),
  };
  const products = new Map<string, Set<string>>();
  for (const verdict of answers.verdicts) {
    for (const judged of verdict.basis.rows) {
      const said = JSON.stringify(sayOf(verdict, judged));
      const there = products.get(said) ?? new Set();
      products.set(said, there.add(sourcePurl(house, verdict.package, verdict.release, judged.row.version)));
    }
  }
  return {
    "@context": CONTEXT,
    "@id": `${house.files}/${openvexPath(issue)}`,
    author: `${house.name} <${house.contact}>`,
    role: "Distribution",
    timestamp: revisions[0],
    ...(revisions.length > 1 && { last_updated: changed }),
    version: Math.max(1, revisions.length),
    statements: Array.from(products, ([said, purls]) => ({
      vulnerability,
      products: Array.from(purls, (purl) => ({ "@id": purl, identifiers: { purl } })),
      ...(JSON.parse(said) as Said),
    })),
  };
}

/** More than a document can have had. */
const MOST_VERSIONS = 1_000_000;

/** The first and the last date of a document, and as many in between as its version counts: when those were it does not say. */
export function openvexRevisions(bytes: Uint8Array): readonly string[] | undefined {
  const { timestamp, last_updated: last = timestamp, version } = jsonObject(bytes) ?? {};
  if (typeof timestamp !== "string" || typeof last !== "string" || typeof version !== "number") return undefined;
  if (!Number.isInteger(version) || version < 1 || version > MOST_VERSIONS) return undefined;
  return [timestamp, ...new Array<string>(version - 1).fill(last)];
}

/** `cve-2024-1234.openvex.json`. */
export function openvexPath(issue: string): string {
  return `${issue.toLowerCase()}.openvex.json`;
}

function sayOf(verdict: Verdict, judged: JudgedRow): Said {
  if (verdict.status === "rejected") return notAffected(verdict);
  switch (judged.vulnerable) {
    case "undetermined":
      return { status: "under_investigation" };
    case "yes":
      return { status: "affected", action_statement: adviceFor(verdict).text };
    case "no":
      return verdict.basis.claim?.note.kind === "not-affected" ? notAffected(verdict) : { status: "fixed" };
  }
}

function notAffected(verdict: Verdict): Said {
  const why = whyNotAffected(verdict);
  if ("impact" in why) return { status: "not_affected", impact_statement: why.impact };
  return { status: "not_affected", justification: why.justification };
}
