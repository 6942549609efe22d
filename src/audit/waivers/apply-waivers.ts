import type { Problem } from "../../kernel/index.ts";
import type { Finding } from "../model.ts";
import type { SuppressedFinding } from "../output/report.ts";
import { subjectOf, type Waiver } from "./types.ts";

export interface Waived {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
  /** A problem for every waiver that waives nothing. */
  readonly problems: readonly Problem[];
}

/**
 * Takes the findings that waivers answer for from the others. `wasJudged` says whether the run looked at all for what a
 * waiver is about: one of a rule that was not asked for is not unused.
 */
export function applyWaivers(
  findings: readonly Finding[],
  waivers: readonly Waiver[],
  wasJudged: (waiver: Waiver) => boolean = () => true,
): Waived {
  const bySubject = new Map(waivers.map((one) => [subjectOf(one.rule, one.path, one.fingerprint), one]));
  const used = new Set<Waiver>();
  const left: Finding[] = [];
  const suppressed: SuppressedFinding[] = [];
  for (const finding of findings) {
    const waiver = bySubject.get(subjectOf(finding.rule, finding.path, finding.fingerprint));
    if (waiver) {
      used.add(waiver);
      suppressed.push({ finding, waiver });
    } else left.push(finding);
  }
  const unused = waivers.filter((waiver) => !used.has(waiver) && wasJudged(waiver));
  return { findings: left, suppressed, problems: unused.map((waiver) => unusedProblem(waiver, left)) };
}

function unusedProblem({ rule, path, place }: Waiver, findings: readonly Finding[]): Problem {
  const near = findings.find((finding) => finding.rule === rule && finding.path === path);
  const hint = near
    ? `The line was changed: ${rule} now finds line ${near.line} there, with the fingerprint ${near.fingerprint}. Look at it anew.`
    : "It was mended, or has gone: remove this entry.";
  return { code: "waiver-unused", severity: "error", message: `Nothing is waived by this. ${hint}`, place };
}
