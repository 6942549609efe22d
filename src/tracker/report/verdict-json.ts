import { suiteName } from "../archive/source-versions.ts";
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
  /** The line that counts. */
  readonly line: { readonly layer: string; readonly file: string; readonly line: number } | null;
}

export function verdictJson(verdict: Verdict): VerdictJson {
  const { basis } = verdict;
  const { claim } = basis;
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
    line: claim ? { layer: claim.from.layer.name, file: claim.from.file.path, line: claim.note.line } : null,
  };
}
