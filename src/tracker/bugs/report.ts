import type { IssueId } from "../../kernel/index.ts";
import type { SoapValue } from "./soap.ts";

/** A report of a bug tracker. All its text is a stranger's. */
export interface BugReport {
  readonly bug: number;
  /** Names of source packages; none when the tracker does not know which, several for a bug of several. */
  readonly sources: readonly string[];
  readonly title: string;
  /** The day on which it was filed: `2026-11-21`. */
  readonly day: string;
  /** Changes whenever something is written to the report; only good for comparing. */
  readonly changed: string;
  /** Reports of the same bug. */
  readonly merged: readonly number[];
  readonly closed: boolean;
  /** Versions in which the tracker has it as fixed; may be empty though it is closed. */
  readonly fixedIn: readonly string[];
}

/** Issues that a report names: by its title, or only by its text, which may speak of others in passing. */
export interface NamedIssues {
  readonly title: readonly IssueId[];
  readonly text: readonly IssueId[];
}

/** Highest number that a note may carry (`bug #N` of the lists has up to nine digits). */
const HIGHEST_BUG = 999_999_999;
const MOST_NAMED = 200;
const PACKAGE = /^[a-z0-9][a-z0-9.+-]+$/;
/** Pseudo-packages of Debian's tracker (https://www.debian.org/Bugs/pseudo-packages) beside those with a dot in their name. */
const PSEUDO =
  /\.debian\.org$|^(?:base|cdrom|d-i|general|installation-reports|kernel|mirrors|piuparts|press|project|spam|sponsorship-requests|tech-ctte|upgrade-reports|wnpp)$/;

/** The one source package that a report is about; undefined for a pseudo-package, for several, and for what is no name. */
export function sourceOf({ sources }: Pick<BugReport, "sources">): string | undefined {
  const [name, other] = sources;
  return name === undefined || other !== undefined || !PACKAGE.test(name) || PSEUDO.test(name) ? undefined : name;
}

/** Names of issues in any text, in capitals, each once. */
export function issuesNamedIn(text: string): readonly IssueId[] {
  // In mail a name may be cut by the soft line break of quoted-printable (RFC 2045, section 6.7).
  const whole = text.replace(/=\r?\n/g, "");
  const names = whole.match(/\bCVE-\d{4}-(?:\d{4}|[1-9]\d{4,9})(?!\d)/gi) ?? [];
  return [...new Set(names.map((name) => name.toUpperCase()))].slice(0, MOST_NAMED);
}

/** The numbers that `get_bugs` answers; undefined when the answer is no list of numbers. */
export function readBugNumbers(value: SoapValue): readonly number[] | undefined {
  if (value === "") return [];
  const numbers = Array.isArray(value) ? value.map((one: SoapValue) => bugNumber(one)) : [undefined];
  return numbers.some((number) => number === undefined) ? undefined : (numbers as readonly number[]);
}

/**
 * The reports that `get_status` answers, of those that were asked for. `unreadable` are bugs that were answered in
 * another form. Undefined when the answer is no map.
 */
export function readReports(
  value: SoapValue,
  asked: readonly number[],
): { readonly reports: readonly BugReport[]; readonly unreadable: readonly number[] } | undefined {
  if (value === "") return { reports: [], unreadable: [] };
  if (!(value instanceof Map)) return undefined;
  const reports: BugReport[] = [];
  const unreadable: number[] = [];
  for (const bug of asked) {
    const status: SoapValue | undefined = value.get(String(bug));
    if (status === undefined) continue;
    const report = status instanceof Map ? readReport(bug, status) : undefined;
    if (report) reports.push(report);
    else unreadable.push(bug);
  }
  return { reports, unreadable };
}

/** What was written first in a log of `get_bug_log`; undefined when the answer is in another form. */
export function firstMessage(value: SoapValue): string | undefined {
  const messages: readonly SoapValue[] = Array.isArray(value) ? value : [];
  const first = messages[0];
  const body = first instanceof Map ? first.get("body") : undefined;
  return typeof body === "string" ? body : undefined;
}

export function bugNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
  const good = typeof number === "number" && Number.isInteger(number) && number > 0 && number <= HIGHEST_BUG;
  return good ? number : undefined;
}

function readReport(bug: number, status: ReadonlyMap<string, SoapValue>): BugReport | undefined {
  const text = (key: string): string => {
    const value = status.get(key);
    return typeof value === "string" ? value : "";
  };
  const seconds = /^\d{1,11}$/.test(text("date")) ? Number(text("date")) : Number.NaN;
  if (!status.has("subject") || Number.isNaN(seconds)) return undefined;
  const merged = text("mergedwith")
    .split(/\s+/)
    .flatMap((word) => bugNumber(word) ?? []);
  const fixed = status.get("fixed_versions");
  const fixedIn: readonly SoapValue[] = Array.isArray(fixed) ? fixed : [];
  return {
    bug,
    sources: sourcesOf(text("source"), text("package")),
    title: text("subject"),
    day: new Date(seconds * 1000).toISOString().slice(0, 10),
    changed: text("log_modified"),
    merged,
    closed: text("done") !== "",
    // `curl/8.5-1` names its source; a version has no slash.
    fixedIn: fixedIn.flatMap((one) => (typeof one === "string" ? [one.replace(/^.*\//, "")] : [])),
  };
}

/** `src:curl` is a source by itself; another package is only known by what the tracker says its source is. */
function sourcesOf(source: string, package_: string): readonly string[] {
  const named = package_.split(/[\s,]+/).flatMap((name) => /^src:(.+)$/.exec(name)?.[1] ?? []);
  const said = source.split(/[\s,]+/).filter((name) => name !== "" && name !== "unknown");
  return [...new Set([...said, ...named])];
}
