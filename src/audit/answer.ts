import { chosenRules } from "./chosen-rules.ts";
import type { AuditAnswer } from "./output/report.ts";
import type { AuditReport } from "./report.ts";
import { applyWaivers } from "./waivers/apply-waivers.ts";
import type { LoadedWaivers } from "./waivers/load-waivers.ts";
import { refusedWaivers } from "./waivers/refused.ts";

export interface AnswerWish {
  /** Ids of rules or letters of classes that were asked for; none for all. A waiver of another rule is not unused. */
  readonly rules: readonly string[];
  /** Whether only what a change adds counts: then the state of the waivers' file is no reason to fail. */
  readonly addedAlone: boolean;
}

/** What a run found, with waivers applied; entries that do not count are findings themselves. */
export function answerOf(
  { scope, files, findings, changed }: AuditReport,
  waivers: LoadedWaivers,
  { rules, addedAlone }: AnswerWish,
): AuditAnswer {
  const asked = new Set(
    chosenRules(rules)
      .filter(({ scopes }) => scopes.includes(scope))
      .map(({ id }) => id),
  );
  const waived = applyWaivers(findings, waivers.value, ({ rule }) => asked.has(rule) && !addedAlone);
  const refused = refusedWaivers([...waivers.problems, ...waived.problems], waivers.file);
  const shown = addedAlone ? refused.map((finding) => ({ ...finding, severity: "note" as const })) : refused;
  const suppressed = waived.suppressed.map((one) => (waivers.isNew(one.waiver) ? { ...one, isNew: true } : one));
  return { scope, files, findings: [...shown, ...waived.findings], suppressed, uncounted: changed?.uncounted ?? [] };
}
