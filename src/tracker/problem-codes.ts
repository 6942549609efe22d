import type { Place, Problem } from "../kernel/index.ts";

/**
 * Every finding about tracker data, in one table; docs/reference/tracker.md is generated from it.
 * `error`: what it spoils is set aside (for an error in a line the whole record, for an unknown release or reference only that),
 * everything else stays in service.
 * `debianRefuses`: Debian's own check or loader stops on it, so the line cannot be pushed to Debian's repository;
 * `tracker check --as-debian` counts such a finding as an error whatever its severity here.
 */
export const TRACKER_PROBLEMS = {
  "tracker-non-ascii": row(
    "error",
    true,
    "A byte that is neither printable ASCII, tab nor newline; Debian allows none, comments included.",
  ),
  "tracker-header": row(
    "error",
    true,
    "A line in column 0 is neither a record's header nor one of the lines that may stand there.",
  ),
  "tracker-header-text": row(
    "error",
    true,
    "A header's text begins with ( or [ and does not end with the matching bracket.",
  ),
  "tracker-date": row(
    "error",
    true,
    "An advisory's date is not of the form [DD Mon YYYY] (for DTSA: [Month DDth, YYYY]) or is no day of the calendar.",
  ),
  "tracker-orphan-line": row("error", true, "An indented line stands before the first record."),
  "tracker-unknown-line": row("error", true, "An indented line is none of the kinds that a record may hold."),
  "tracker-reference": row(
    "error",
    true,
    "A line in braces holds something that is not a name of an issue or an advisory.",
  ),
  "tracker-note": row("error", true, "A package note is not of the form `[release] - package version (flags)`."),
  "tracker-word": row("error", true, "The word in angle brackets is none of those that a note may carry."),
  "tracker-flag": row("error", true, "A flag in round brackets is neither an urgency nor `bug #N` nor `bug filed`."),
  "tracker-version": row("error", false, "A version that dpkg refuses; nothing can be compared with it."),
  "tracker-remark-release": row(
    "error",
    true,
    "A no-dsa, ignored or postponed remark needs a release in square brackets.",
  ),
  "tracker-remark-text": row(
    "error",
    true,
    "A no-dsa, ignored or postponed remark needs its reason in round brackets.",
  ),
  "tracker-itp-bug": row("error", true, "An itp note needs the bug of the intent to package."),
  "tracker-note-release": row("error", true, "Every note of this list must name a release."),
  "tracker-not-for-us-text": row("error", true, "NOT-FOR-US needs the product's name."),
  "tracker-not-for-us-note": row(
    "error",
    true,
    "A record that is NOT-FOR-US has a package note as well; one of the two is wrong.",
  ),
  "tracker-withdrawn-text": row("error", true, "A withdrawn line needs its reason in round brackets."),
  "tracker-duplicate": row("error", true, "A name has a record already; the first one stays in service."),
  "tracker-duplicate-reference": row("warning", true, "The same cross reference stands twice in one record."),
  "tracker-unknown-reference": row("error", true, "A cross reference names a record that no list holds."),
  "tracker-foreign-reference": row(
    "warning",
    true,
    "A cross reference names an advisory of another house than Debian; Debian's own parser refuses it.",
  ),
  "tracker-unknown-release": row("error", true, "A codename that no configuration names; the note is set aside."),
  "tracker-release-form": row(
    "warning",
    true,
    "A codename with digits or hyphens; Debian's parser takes small letters only.",
  ),
  "tracker-order": row(
    "warning",
    true,
    "Lines of one package stand in another order than Debian's: the default line, then releases from newest to oldest.",
  ),
  "tracker-two-remarks": row("warning", true, "Two remarks for one package and release; the last one counts."),
  "tracker-remark-and-note": row(
    "warning",
    true,
    "A remark stands beside a note for the same package and release; Debian's loader stops on it.",
  ),
  "tracker-remark-beside-fix": row(
    "warning",
    true,
    "A no-dsa remark stands beside a fixed version for the same package and release; one of the two is out of date.",
  ),
  "tracker-advisory-against-not-affected": row(
    "warning",
    false,
    "An advisory fixes what the issue's record says is not affected; the advisory wins.",
  ),
  "tracker-not-affected-against-zero": row(
    "warning",
    false,
    "The default line says not affected, and a release's line or an advisory has a fix in version 0 or below it (`0~…`): Debian keeps not affected as `fixed in 0`, so one of the two was not meant.",
  ),
  "tracker-advisory-not-for-us": row(
    "warning",
    false,
    "An advisory fixes an issue whose record is NOT-FOR-US; the issue stays hidden everywhere.",
  ),
  "tracker-rejected-open": row(
    "warning",
    false,
    "A rejected issue still has an unfixed note; Debian reports it as open.",
  ),
  "tracker-withdrawn-below": row(
    "error",
    true,
    "A line is withdrawn that no lower layer has; the lowest layer cannot withdraw anything.",
  ),
  "tracker-unknown-package": row("warning", false, "A package that is neither in the archive nor in removed-packages."),
  "tracker-missing-epoch": row(
    "warning",
    false,
    "A fixed version without epoch, while every version in the archive has one: it counts as older than all of them.",
  ),
  "tracker-itp-in-archive": row(
    "warning",
    true,
    "An itp note on a package that has entered the archive; Debian's loader stops on it.",
  ),
  "tracker-planned-unknown-issue": row("warning", false, "A point-update file names an issue that no list holds."),
  "tracker-file-missing": row("error", true, "A file that config.json names is not there."),
  "tracker-config": row("error", true, "config.json is not of the form that the tracker reads."),
  "tracker-needed-entry": row(
    "error",
    false,
    "An entry of a needed file is not of the form `package[/release] [(who)]`.",
  ),
  "tracker-embedded-entry": row("error", false, "A line of embedded-code-copies is of none of its forms."),
  "tracker-lineage-entry": row(
    "error",
    false,
    "A line of package-lineages is not of the form `name: oldest ... newest`, or a package stands in two lineages.",
  ),
  "tracker-copy-entry": row(
    "error",
    false,
    "A line of embedded-decisions is not of the form `ISSUE code in package: confirmed (why)` or `dismissed (why)`.",
  ),
  "tracker-support-entry": row(
    "error",
    false,
    "A line of a list of debian-security-support is not of its form, or its day is none of the calendar.",
  ),
  "tracker-package-name": row("error", false, "A line of removed-packages is not a package name."),
  "import-not-json": row("error", false, "A file to import is not JSON."),
  "import-too-large": row("error", false, "A CVE record is larger than 16 MiB."),
  "import-cve-record": row("error", false, "A file is not a record in the form of CVE JSON 5."),
  "import-cve-list": row(
    "error",
    false,
    "The list's record of an imported issue has an error or stands twice; it was left alone.",
  ),
  "tracker-signal": row(
    "warning",
    false,
    "A line of `signals/kev`, `signals/epss`, `signals/published` or `signals/closed-bugs` is in another form; it counts for nothing.",
  ),
  "tracker-issue-name": row(
    "error",
    false,
    "A line of `issue-names` is in another form, leads in a circle or two ways.",
  ),
  "tracker-cve-request": row("error", false, "A line of `cve-requests` is in another form."),
  "tracker-cve-pool": row("error", false, "A line of `cve-pool` is in another form, or names a number twice."),
  "import-kev": row("error", false, "An entry is not in the form of CISA's catalogue of exploited vulnerabilities."),
  "import-epss": row("error", false, "A line is not in the form of FIRST's table of EPSS scores."),
  "import-bugs": row("error", false, "A report to import is not in the form that `tracker import-bugs` reads."),
  "sealed-unreadable": row("error", false, "A file of a sealed layer cannot be opened with your keys, or is damaged."),
  "sealed-signature": row("error", false, "A sealed record carries no good signature."),
  "sealed-signer": row("error", false, "Who signed a sealed record had no access when it was signed."),
  "sealed-form": row("error", false, "A sealed text is not the line that names it and exactly one record below."),
  "sealed-duplicate": row("error", false, "Two sealed records are about one issue; the first one counts."),
  "sealed-put-back": row("error", false, "An older state of a sealed file, or of the access list, was put back."),
  "sealed-access": row("error", false, "The access list of a sealed layer is not of its form."),
  "sealed-access-ended": row(
    "warning",
    false,
    "Somebody's access has ended or cannot be used; what was sealed before may still be readable to them.",
  ),
} as const satisfies Record<string, ProblemKind>;

export type TrackerProblemCode = keyof typeof TRACKER_PROBLEMS;

export interface ProblemKind {
  readonly severity: "error" | "warning";
  readonly debianRefuses: boolean;
  readonly explanation: string;
}

function row(severity: "error" | "warning", debianRefuses: boolean, explanation: string): ProblemKind {
  return { severity, debianRefuses, explanation };
}

/** A finding, and where possible the change that mends it. */
export interface TrackerProblem extends Problem {
  readonly fix?: FixIt;
}

/** A change to the problem's own file that mends it and touches nothing else. */
export interface FixIt {
  /** In the imperative: `Replace bokworm by bookworm.` */
  readonly says: string;
  readonly edits: readonly TextEdit[];
}

/** Replaces `[start, end)`, in bytes of the file. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Messages quote the line, which may have megabytes: every page and every log would carry them. */
const LONGEST_MESSAGE = 500;

/** A problem with the severity that the table gives its code; a message that is too long is cut. */
export function trackerProblem(code: TrackerProblemCode, said: string, place: Place, fix?: FixIt): TrackerProblem {
  const severity = TRACKER_PROBLEMS[code].severity;
  const message = said.length <= LONGEST_MESSAGE ? said : cut(said);
  return fix === undefined ? { code, severity, message, place } : { code, severity, message, place, fix };
}

/** A copy: a slice would keep the whole alive. Its end says what is wrong. */
function cut(said: string): string {
  const half = LONGEST_MESSAGE / 2;
  return Buffer.from(`${said.slice(0, half)} … ${said.slice(-half)}`, "utf16le").toString("utf16le");
}

/** Whether Debian's own check or loader would stop on this problem. */
export function debianRefuses(problem: Pick<Problem, "code" | "severity">): boolean {
  const kind: ProblemKind | undefined = TRACKER_PROBLEMS[problem.code as TrackerProblemCode];
  return kind?.debianRefuses ?? problem.severity === "error";
}
