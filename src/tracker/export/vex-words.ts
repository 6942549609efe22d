import { suiteName } from "../archive/source-versions.ts";
import type { Verdict } from "../verdict/types.ts";
import { plainText } from "./plain-text.ts";

/** What a user of an affected package can do, in the categories of CSAF 2.0 (section 3.2.3.12.1). */
export interface Advice {
  readonly category: "vendor_fix" | "none_available" | "no_fix_planned";
  readonly text: string;
}

/** Why a package is not affected: one of VEX's words when the list's reason is one of the usual, else its own words. */
export type NotAffected = { readonly justification: "vulnerable_code_not_present" } | { readonly impact: string };

/** For a package of which some version is affected: a fixed one stands in the release, or the decision says what is to come. */
export function adviceFor(verdict: Verdict): Advice {
  const { decision, release, fixedVersion } = verdict;
  if (verdict.status === "fixed") {
    const suites = verdict.basis.rows.filter(({ vulnerable }) => vulnerable === "no").map(({ row }) => suiteName(row));
    const where = [...new Set(suites)].join(" and ");
    return { category: "vendor_fix", text: `Update to version ${fixedVersion} or later, from ${where}.` };
  }
  const said = decision && "text" in decision && decision.text !== "" ? ` (${plainText(decision.text)})` : "";
  switch (decision?.kind) {
    case "planned":
      return {
        category: "none_available",
        text: `Version ${decision.version} with the fix waits for the next point release.`,
      };
    case "end-of-life":
      return { category: "no_fix_planned", text: `The package is no longer supported in ${release}${said}.` };
    case "unimportant":
      return { category: "no_fix_planned", text: "Of no practical importance for this package; no update is planned." };
    case "no-dsa":
      if (decision.class === "ignored") {
        return { category: "no_fix_planned", text: `No update is planned for ${release}${said}.` };
      }
      if (decision.class === "postponed") {
        return { category: "none_available", text: `The fix is postponed to a later update of ${release}${said}.` };
      }
      return { category: "none_available", text: `No advisory of its own is planned for ${release}${said}.` };
    default:
      return { category: "none_available", text: `No fixed version is in ${release} yet.` };
  }
}

/** Phrases by which Debian's lists say that the shipped binaries lack the code. */
const CODE_NOT_PRESENT =
  /\b(?:code|functionality|feature|function|module|plugin)\b.{0,40}\b(?:not (?:yet )?(?:present|included|built|compiled|shipped)|(?:introduced|added) (?:later|in|after|with|by))\b|\bintroduced (?:later|in|after|with|by)\b|\bnot (?:built|compiled|shipped)\b/i;

/** Only for verdicts that are not affected or rejected. */
export function whyNotAffected(verdict: Verdict): NotAffected {
  if (verdict.status === "rejected") return { impact: "The name was rejected: what it stood for is no vulnerability." };
  const text = plainText(verdict.basis.claim?.note.text ?? "");
  if (CODE_NOT_PRESENT.test(text)) return { justification: "vulnerable_code_not_present" };
  return { impact: text === "" ? `${verdict.package} in ${verdict.release} is not affected.` : text };
}
