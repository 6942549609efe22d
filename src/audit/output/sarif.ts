import type { Finding, Severity } from "../model.ts";
import { dayOf } from "./json.ts";
import type { AuditAnswer, RuleText } from "./report.ts";
import { sarifRule } from "./sarif-rule.ts";

/** The form's own name, as its errata have it. */
const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/** Forges match results of two runs by this; another way of making fingerprints gets another name. */
const FINGERPRINT = "samedayAudit/v1";

/** SARIF knows four levels; what does not count is no problem there either. */
const LEVELS: Readonly<Record<Severity, "error" | "warning" | "note" | "none">> = {
  high: "error",
  medium: "warning",
  low: "note",
  note: "none",
};

export interface SarifSettings {
  /** Of the program. */
  readonly version: string;
  /** Of every rule that ran. */
  readonly rules: readonly RuleText[];
}

/**
 * SARIF 2.1.0 (OASIS, errata 01): one run. A waived finding is a result with a suppression and its justification, a note is
 * informational, and the way of an attacker is a code flow. Forges show nothing without a line: what concerns a whole file
 * stands at its first.
 */
export function sarifReport(report: AuditAnswer, { version, rules }: SarifSettings) {
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const result = (finding: Finding) => sarifResult(finding, indexes.get(finding.rule));
  const waived = report.suppressed.map(({ finding, waiver, isNew }) => ({
    ...result(finding),
    suppressions: [
      {
        kind: "external",
        status: "accepted",
        justification: `${waiver.reason} (${waiver.owner}, ${waiver.ticket}, until ${dayOf(waiver.expires)}${isNew ? ", entered by this change" : ""})`,
      },
    ],
  }));
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "sameday audit", semanticVersion: version, rules: rules.map(sarifRule) } },
        automationDetails: { id: `sameday-audit/${report.scope}/` },
        invocations: [{ executionSuccessful: true }],
        columnKind: "utf16CodeUnits",
        results: [...report.findings.map((finding) => ({ ...result(finding), suppressions: [] })), ...waived],
      },
    ],
  };
}

function sarifResult(finding: Finding, index: number | undefined) {
  const { rule, path, line, severity, message, fingerprint, entryPath } = finding;
  return {
    ruleId: rule,
    ...(index === undefined ? {} : { ruleIndex: index }),
    kind: severity === "note" ? "informational" : "fail",
    level: LEVELS[severity],
    message: { text: plainMessage(message) },
    locations: [location(path, line)],
    partialFingerprints: { [FINGERPRINT]: fingerprint },
    ...(entryPath && entryPath.steps.length > 0
      ? {
          codeFlows: [
            {
              message: { text: "How an attacker comes here" },
              threadFlows: [
                {
                  locations: entryPath.steps.map((step) => ({
                    location: { ...location(step.path, step.line), message: { text: plainMessage(step.says) } },
                    kinds: [step.what],
                  })),
                },
              ],
            },
          ],
        }
      : {}),
    properties: { severity, class: finding.class },
  };
}

function location(path: string, line: number) {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(path), uriBaseId: "%SRCROOT%" },
      region: { startLine: Math.max(1, line) },
    },
  };
}

/** SARIF reads links and placeholders in messages (3.11.5, 3.11.6); the words of an audited line must be neither. */
function plainMessage(text: string): string {
  return text.replaceAll("](", "] (").replace(/\{(\d+)\}/g, "{ $1 }");
}

/** A relative reference of RFC 3986: everything but the slashes is encoded, so that no name can be taken for a scheme; half of a pair becomes U+FFFD. */
export function uriOf(path: string): string {
  return path
    .split("/")
    .map((part) => encodeURIComponent(Buffer.from(part).toString()))
    .join("/");
}
