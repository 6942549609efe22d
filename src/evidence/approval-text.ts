import {
  compareIssueIds,
  isIssueId,
  isSealedId,
  isSha256,
  type Parsed,
  type Problem,
  SamedayError,
} from "../kernel/index.ts";
import type { Approval } from "./approval.ts";
import {
  ADVISORY_NAME,
  FILE_NAME,
  isInstant,
  isLeftOut,
  isReason,
  isVersion,
  RELEASE_NAME,
  SOURCE_NAME,
  UPDATE_NAME,
} from "./names.ts";

/** Which lines the text of an edition has, in this order; `Reason` follows in overrides. */
const LABELS = {
  2: ["Decision", "Update", "Source", "Version", "Release", "Issues", "Regression-Of"],
  3: ["Decision", "Update", "Source", "Version", "Release", "Issues", "Regression-Of", "Built-Without"],
  4: ["Decision", "Update", "Source", "Version", "Release", "Issues", "Regression-Of", "Built-Without", "Until"],
} as const;
type Label = (typeof LABELS)[4][number] | "Reason";
/** Stands where there is no issue or no advisory, so that an empty place is seen to be meant. */
const NONE = "none";
const FILES = "Files:";
/** White space at line ends is not signed, so no line has any; no line begins with a dash, so none is escaped. */
const FILE_LINE = /^ {2}([0-9a-f]{64}) {2}(\S+)$/;
const LARGEST_TEXT = 1024 * 1024;

/**
 * The text that is signed:
 *
 *     Sameday approval, version 4
 *
 *     Decision: override-proof
 *     Update: 42
 *     Source: libmodbus
 *     Version: 3.1.6-2.1+deb12u1
 *     Release: bookworm
 *     Issues: CVE-2024-10918 CVE-2024-10919, or none
 *     Regression-Of: DSA-5814-1, or none
 *     Built-Without: bookworm-security:i386, or none
 *     Until: 2026-11-28T14:02:00Z
 *     Reason: one line, with override-proof only
 *
 *     Files:
 *       SHA256  NAME
 *
 * One approval has one text. Throws INPUT_INVALID when a value has no place in it.
 */
export function formatApproval(approval: Approval): string {
  const [wrong] = wrongParts(approval);
  if (wrong) throw new SamedayError("INPUT_INVALID", wrong);
  return render(approval);
}

/** The inverse of `formatApproval`: every text that it would not write is refused, and then there is no value. */
export function parseApproval(text: string): Parsed<Approval | undefined> {
  const problems: Problem[] = [];
  const refuse = (message: string, line: number, code = "approval-line"): void => {
    problems.push({ code, severity: "error", message, place: { line, column: 1 } });
  };
  const nothing = { value: undefined, problems };
  if (text.length > LARGEST_TEXT) {
    refuse("The approval is larger than 1 MiB.", 1, "approval-too-large");
    return nothing;
  }
  const lines = text.split("\n");
  const override = lines[2] === "Decision: override-proof";
  const edition = lines[0] === titleOf(2) ? 2 : lines[0] === titleOf(3) ? 3 : 4;
  const labels: readonly Label[] = [...LABELS[edition], ...(override ? (["Reason"] as const) : [])];
  const expectLine = (index: number, expected: string): void => {
    if (lines[index] !== expected)
      refuse(`Expected ${expected === "" ? "an empty line" : `"${expected}"`}.`, index + 1);
  };
  const values = new Map<Label, string>();
  for (const [offset, label] of labels.entries()) {
    const line = lines[offset + 2] ?? "";
    if (!line.startsWith(`${label}: `)) refuse(`Expected "${label}: " and its value.`, offset + 3);
    values.set(label, line.slice(label.length + 2));
  }
  const textOf = (label: Label): string => values.get(label) ?? "";
  const wordsOf = (label: Label): string[] => (textOf(label) === NONE ? [] : textOf(label).split(" "));
  const afterLabels = 2 + labels.length;
  expectLine(0, titleOf(edition));
  expectLine(1, "");
  expectLine(afterLabels, "");
  expectLine(afterLabels + 1, FILES);
  if (lines.at(-1) !== "") refuse("Expected a line end after the last file.", lines.length);
  const files = lines.slice(afterLabels + 2, -1).map((line, offset) => {
    const [, sha256 = "", name = ""] = FILE_LINE.exec(line) ?? [];
    if (name === "") refuse("Expected two spaces, a SHA-256, two spaces and a file name.", afterLabels + 3 + offset);
    return { name, sha256 };
  });
  if (problems.length > 0) return nothing;
  const approval: Approval = {
    edition,
    decision: textOf("Decision") as Approval["decision"],
    update: textOf("Update"),
    source: textOf("Source"),
    version: textOf("Version"),
    release: textOf("Release"),
    issues: wordsOf("Issues"),
    regressionOf: textOf("Regression-Of") === NONE ? "" : textOf("Regression-Of"),
    builtWithout: edition === 2 ? [] : wordsOf("Built-Without"),
    until: textOf("Until"),
    files,
    reason: textOf("Reason"),
  };
  for (const wrong of wrongParts(approval)) refuse(wrong, 1, "approval-value");
  if (problems.length === 0 && render(approval) !== text) refuse("The text has another spelling than an approval.", 1);
  return problems.length > 0 ? nothing : { value: approval, problems };
}

function titleOf(edition: Approval["edition"]): string {
  return `Sameday approval, version ${edition}`;
}

function render(approval: Approval): string {
  const values: Readonly<Record<Label, string>> = {
    Decision: approval.decision,
    Update: approval.update,
    Source: approval.source,
    Version: approval.version,
    Release: approval.release,
    Issues: approval.issues.join(" ") || NONE,
    "Regression-Of": approval.regressionOf || NONE,
    "Built-Without": approval.builtWithout.join(" ") || NONE,
    Until: approval.until,
    Reason: approval.reason,
  };
  const labels: readonly Label[] = LABELS[approval.edition];
  return [
    titleOf(approval.edition),
    "",
    ...[...labels, ...(approval.decision === "override-proof" ? (["Reason"] as const) : [])].map(
      (label) => `${label}: ${values[label]}`,
    ),
    "",
    FILES,
    ...approval.files.map((file) => `  ${file.sha256}  ${file.name}`),
    "",
  ].join("\n");
}

function wrongParts(approval: Approval): readonly string[] {
  const { edition, decision, update, source, version, release, issues, regressionOf, reason } = approval;
  const { builtWithout, until, files } = approval;
  const rules: readonly (readonly [boolean, string])[] = [
    [decision === "approve" || decision === "override-proof", "The decision is approve or override-proof."],
    [UPDATE_NAME.test(update), "The update's name is malformed."],
    [SOURCE_NAME.test(source), "The source is not a Debian package name."],
    [isVersion(version), "The version is not a Debian version."],
    [RELEASE_NAME.test(release), "The release is not a codename."],
    [issues.every((issue) => isIssueId(issue) || isSealedId(issue)), "An issue is not the name of one."],
    [
      issues.every((issue, index) => index === 0 || compareIssueIds(issues[index - 1] ?? "", issue) < 0),
      "The issues are in order, each once.",
    ],
    [regressionOf === "" || ADVISORY_NAME.test(regressionOf), "The advisory's name is malformed."],
    [builtWithout.every(isLeftOut), "What it was built without is SUITE:ARCHITECTURE."],
    [
      builtWithout.every((one, index) => index === 0 || (builtWithout[index - 1] ?? "") < one),
      "What it was built without is in order, each once.",
    ],
    [edition !== 2 || builtWithout.length === 0, "Version 2 says nothing of what it was built without."],
    [edition === 4 ? isInstant(until) : until === "", "Its end is a time to the second, as 2026-11-28T14:02:00Z."],
    [decision !== "approve" || reason === "", "Only an override has a reason."],
    [decision !== "override-proof" || isReason(reason), "An override needs a reason: one line, up to 500 characters."],
    [files.length > 0, "An approval names at least one file."],
    [files.every((file) => FILE_NAME.test(file.name) && isSha256(file.sha256)), "A file's name or hash is malformed."],
    [
      files.every((file, index) => index === 0 || (files[index - 1]?.name ?? "") < file.name),
      "The files are in order of their names, each once.",
    ],
  ];
  return rules.filter(([holds]) => !holds).map(([, message]) => message);
}
