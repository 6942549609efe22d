import { sha256 } from "../../kernel/index.ts";
import { clearSign } from "../../openpgp/index.ts";
import type { SignerContext } from "../context.ts";
import type { SignerRequest, SignerResult } from "../protocol.ts";
import { refusal } from "../rules/refusal.ts";
import { releasedUpdates, type SeenUpdate } from "../suites/recover-log.ts";
import type { Suites } from "../suites/suites.ts";

type SignAdvisory = Extract<SignerRequest, { call: "sign-advisory" }>;

/**
 * Clear-signs an advisory about an update that the signer has released, with the advisory key: a text signed by the
 * archive key could pose as a Release file. The text has to name source and version as they were released, and
 * exactly the issues, and the advisory it repairs, that people approved.
 */
export async function signAdvisory(
  context: SignerContext,
  suites: Suites,
  request: SignAdvisory,
): Promise<SignerResult> {
  const { update, text } = request;
  const released = releasedUpdates(context.log.entries).filter((seen) => seen.update === update);
  if (released.length === 0) throw refusal(`The signer has not released the update ${update}.`);
  const words = new Set(text.split(/[\s,;:()]+/).flatMap((word) => [word, word.replace(/\.$/, "")]));
  const named = released.find((seen) => words.has(seen.source) && hasVersion(words, text, seen.version));
  if (!named) {
    const [first] = released;
    throw refusal(`The text does not name ${first?.source} and ${first?.version}, which were released.`);
  }
  requireApprovedIssues(text, named);
  if (/[^\P{Cc}\n\t]/u.test(text)) throw refusal("The text holds control characters.", "INPUT_INVALID");
  const suite = suites.all.find((one) => one.name === named.suite);
  if (suite) await suites.requireClock(suite);
  const signing = context.keys.signing("advisory");
  const signed = await clearSign(context.runner, signing, text);
  await context.log.append("advisory-signed", { update, text: sha256(text), signedBy: signing.fingerprints });
  return { call: "sign-advisory", signed };
}

/** The field `CVE ID` with its further lines, as the desk writes it. Prose may name other issues. */
const ISSUE_FIELD = /^CVE ID +: (.*(?:\n +\S.*)*)$/m;

function requireApprovedIssues(text: string, { told }: SeenUpdate): void {
  if (!told) return;
  const named = (ISSUE_FIELD.exec(text)?.[1] ?? "").split(/\s+/).filter((word) => word !== "");
  if (named.join(" ") !== told.issues.join(" ")) {
    throw refusal(`The text is about ${words(named)}, and ${words(told.issues)} was approved.`);
  }
  if (told.regressionOf !== "" && !text.includes(told.regressionOf)) {
    throw refusal(`The text does not say that it repairs ${told.regressionOf}, which was approved.`);
  }
}

function words(issues: readonly string[]): string {
  return issues.length === 0 ? "no issue" : issues.join(" ");
}

/** An epoch brings a colon, at which the words were split. */
function hasVersion(words: ReadonlySet<string>, text: string, version: string): boolean {
  return words.has(version) || (version.includes(":") && text.includes(version));
}
