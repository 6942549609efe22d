import type { Finding } from "../model.ts";
import type { TextOf } from "./context-lines.ts";
import { dayOf } from "./json.ts";
import { type Look, oneLine, prose, wrapped } from "./look.ts";
import { type AuditAnswer, type RuleText, SEVERITIES, type SuppressedFinding, sumsOf } from "./report.ts";
import { findingText } from "./text-finding.ts";
import { overviewText } from "./text-overview.ts";

/** Of what a change takes out of the count; `--format json` has all. */
const MOST_UNCOUNTED = 20;

/** The report for people: rule by rule, the worst first, each with its findings and once with its fix; then notes, waivers, sums. */
export function textReport(report: AuditAnswer, rules: readonly RuleText[], textOf: TextOf, look: Look): string {
  const hits = report.findings.filter(({ severity }) => severity !== "note");
  const notes = report.findings.filter(({ severity }) => severity === "note");
  const ordered = inOrder(groupByRule(hits));
  const groups = ordered.map(([id, findings]) => {
    const rule = rules.find((one) => one.id === id);
    return groupText(id, rule, findings, textOf, look).join("\n");
  });
  const rest = [
    notesText(notes, look),
    uncountedText(report.uncounted ?? [], look),
    waivedText(report.suppressed, look),
    overviewText(ordered, look),
  ];
  return [...groups, ...rest, sumsText(report, look)].filter((part) => part !== "").join("\n\n");
}

function groupText(
  id: string,
  rule: RuleText | undefined,
  findings: readonly Finding[],
  textOf: TextOf,
  look: Look,
): readonly string[] {
  const head = rule ? `${look.strong(rule.title)} ${look.quiet(`(${id}, class ${rule.class})`)}` : look.strong(id);
  const found = inSeverity(findings).flatMap((finding) => [...findingText(finding, textOf, look), ""]);
  if (!rule) return [head, "", ...found.slice(0, -1)];
  const page = look.quiet(`  More: sameday audit rules ${id}`);
  return [head, "", ...found, look.good("  What to do"), ...prose(rule.fix, "  "), page];
}

/** What does not ship is counted, with the first place of each rule; `--format json` has all. */
function notesText(notes: readonly Finding[], look: Look): string {
  if (notes.length === 0) return "";
  const rows = [...groupByRule(notes)].map(([id, findings]) => {
    const [first] = findings;
    const place = first ? oneLine(first.line > 0 ? `${first.path}:${first.line}` : first.path, look) : "";
    const more = findings.length > 1 ? ` and ${count(findings.length - 1, "more")}` : "";
    return look.quiet(`  ${id}: ${place}${more}`);
  });
  return [`Notes, which do not count ${look.quiet("(--format json lists them all)")}`, ...rows].join("\n");
}

/** A change that edits what ships can take its own findings out of the count: whoever reviews it sees which. */
function uncountedText(uncounted: readonly Finding[], look: Look): string {
  if (uncounted.length === 0) return "";
  const places = uncounted.slice(0, MOST_UNCOUNTED).map(({ rule, path, line }) => {
    return `  ${rule}: ${oneLine(line > 0 ? `${path}:${line}` : path, look)}`;
  });
  const more = uncounted.length - places.length;
  const rest = more > 0 ? [`  and ${count(more, "more")}`] : [];
  return [look.waiting("This change edits .sameday-audit.toml, and these no longer count"), ...places, ...rest].join(
    "\n",
  );
}

function waivedText(suppressed: readonly SuppressedFinding[], look: Look): string {
  if (suppressed.length === 0) return "";
  const rows = suppressed.flatMap(({ finding, waiver, isNew }) => {
    const place = finding.line > 0 ? `${finding.path}:${finding.line}` : finding.path;
    const until = `${waiver.owner}, ${waiver.ticket}, until ${dayOf(waiver.expires)}${isNew ? ", entered by this change" : ""}`;
    return [
      `  ${finding.severity}  ${oneLine(place, look)}  ${finding.rule}  ${look.quiet(oneLine(until, look))}`,
      ...wrapped(oneLine(waiver.reason, look), "    "),
    ];
  });
  return ["Waived", ...rows].join("\n");
}

/** The last line: what the exit code says, in words. */
function sumsText(report: AuditAnswer, look: Look): string {
  const sums = sumsOf(report);
  const hits = sums.high + sums.medium + sums.low;
  const parts = SEVERITIES.filter((severity) => severity !== "note" && sums[severity] > 0).map(
    (severity) => `${sums[severity]} ${severity}`,
  );
  const rest = [
    ...(sums.note > 0 ? [count(sums.note, "note", "notes")] : []),
    ...(sums.suppressed > 0 ? [`${sums.suppressed} waived`] : []),
    `${count(report.files, "file", "files")} judged`,
  ].join(", ");
  if (hits === 0) return `${look.good("Nothing found")}; ${rest}.`;
  return `${look.bad(count(hits, "finding", "findings"))}: ${parts.join(", ")}; ${rest}.`;
}

function groupByRule(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.rule);
    if (group) group.push(finding);
    else groups.set(finding.rule, [finding]);
  }
  return groups;
}

/** The rule with the worst finding first; rules alike by their names. */
function inOrder(groups: ReadonlyMap<string, readonly Finding[]>): readonly (readonly [string, readonly Finding[]])[] {
  const worst = (findings: readonly Finding[]) => Math.min(...findings.map(rank));
  return [...groups].sort(([a, one], [b, other]) => worst(one) - worst(other) || (a < b ? -1 : 1));
}

function inSeverity(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => rank(a) - rank(b));
}

function rank({ severity }: Finding): number {
  return SEVERITIES.indexOf(severity);
}

function count(number: number, one: string, many = one): string {
  return `${number} ${number === 1 ? one : many}`;
}
