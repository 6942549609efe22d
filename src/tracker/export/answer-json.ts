import type { Verdict } from "../verdict/types.ts";
import { plainText } from "./plain-text.ts";

/** A verdict in full, for the place that a format leaves to its makers: what its own words cannot say stands here. */
export interface AnswerJson {
  readonly package: string;
  readonly release: string;
  readonly status: Verdict["status"];
  readonly urgency: string;
  readonly fixed_version?: string;
  readonly decision?: {
    readonly kind: string;
    readonly class?: string;
    readonly text?: string;
    readonly version?: string;
  };
}

export function answerJson(verdict: Verdict): AnswerJson {
  const { decision, fixedVersion } = verdict;
  const text = decision && "text" in decision ? plainText(decision.text) : undefined;
  return {
    package: verdict.package,
    release: verdict.release,
    status: verdict.status,
    urgency: verdict.urgency,
    ...(fixedVersion !== undefined && { fixed_version: fixedVersion }),
    ...(decision && { decision: { ...decision, ...(text !== undefined && { text }) } }),
  };
}
