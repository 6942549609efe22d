import type { Finding } from "../model.ts";
import type { Look } from "./look.ts";
import { SEVERITIES } from "./report.ts";

/** From so many findings on, one does not see from the last line where to begin. */
const MANY = 20;
const COUNTED = SEVERITIES.filter((severity) => severity !== "note");

/** Where many findings lie: their figures by rule, in the order of the rules. Empty where few are, or all of one rule. */
export function overviewText(
  groups: readonly (readonly [id: string, findings: readonly Finding[]])[],
  look: Look,
): string {
  const total = groups.reduce((sum, [, findings]) => sum + findings.length, 0);
  if (total < MANY || groups.length < 2) return "";
  const head = `By rule ${look.quiet("(--rule ID shows one alone)")}`;
  const titles = COUNTED.map((severity) => severity.padStart(8)).join("");
  const rows = groups.map(([id, findings]) => {
    const figures = COUNTED.map((severity) => findings.filter((one) => one.severity === severity).length);
    return `${figures.map((figure) => String(figure === 0 ? "" : figure).padStart(8)).join("")}  ${id}`;
  });
  return [head, look.quiet(titles), ...rows].join("\n");
}
