import { suiteName } from "../archive/source-versions.ts";
import type { Tracker } from "../model/tracker.ts";
import type { Decision, Status, Verdict } from "../verdict/types.ts";

/** A verdict as programs read it. */
export interface VerdictJson {
  readonly package: string;
  readonly release: string;
  readonly issue: string;
  readonly status: Status;
  readonly decision: Decision | null;
  /** The version from which on the issue is fixed, also while the release lacks it; null when none is known. */
  readonly fixedVersion: string | null;
  readonly urgency: string;
  readonly suites: readonly {
    readonly suite: string;
    readonly area: string;
    readonly version: string;
    readonly vulnerable: "yes" | "no" | "undetermined";
    readonly decides: boolean;
  }[];
  /** In CISA's catalogue of exploited vulnerabilities; null when it is not, or when that was not imported. */
  readonly exploited: { readonly since: string; readonly ransomware: boolean } | null;
  /** EPSS, from 0 to 1; null when it was not imported. */
  readonly likelihood: { readonly probability: number; readonly percentile: number } | null;
  /** The line that counts. */
  readonly line: { readonly layer: string; readonly file: string; readonly line: number } | null;
}

export function verdictJson(verdict: Verdict, tracker: Tracker): VerdictJson {
  const { basis } = verdict;
  const { claim } = basis;
  const { exploited, likelihood } = tracker.signalsOf(verdict.issue) ?? {};
  return {
    package: verdict.package,
    release: verdict.release,
    issue: verdict.issue,
    status: verdict.status,
    decision: verdict.decision ?? null,
    fixedVersion: verdict.fixedVersion ?? null,
    urgency: verdict.urgency,
    suites: basis.rows.map((judged) => ({
      suite: suiteName(judged.row),
      area: judged.row.area,
      version: judged.row.version,
      vulnerable: judged.vulnerable,
      decides: judged === basis.counted,
    })),
    exploited: exploited ?? null,
    likelihood: likelihood ?? null,
    line: claim ? { layer: claim.from.layer.name, file: claim.from.file.path, line: claim.note.line } : null,
  };
}
