import { type IssueId, SamedayError } from "../../kernel/index.ts";
import type { SourceVersions } from "../archive/source-versions.ts";
import { asciiText } from "../format/ascii-line.ts";
import type { ResolvedIssue } from "../model/resolve-issue.ts";
import { descriptionOf } from "../model/resolve-issue.ts";
import type { Tracker } from "../model/tracker.ts";
import { allVerdicts } from "../verdict/all-verdicts.ts";
import type { Judge, Verdict } from "../verdict/types.ts";
import type { BugTracker } from "./bug-tracker.ts";
import { headerLines, quoted, releaseLine, wrapped } from "./draft-text.ts";

/** A report to be read, mended and sent by a person. */
export interface ReportDraft {
  readonly issue: IssueId;
  readonly package: string;
  /** `CVE-2026-1234_curl.eml`. */
  readonly file: string;
  /** The whole mail without sender and date, in ASCII; lines end in `\n`. */
  readonly mail: string;
}

const MOST_LINKS = 20;

/**
 * Drafts the report of an issue that is open and of which no bug tells. Throws NOT_FOUND when the issue is unknown or open
 * nowhere that is still supported, CONFLICT when a line about the package has a bug, INPUT_INVALID when several packages have it and none is named.
 */
export function draftReport(
  world: { readonly tracker: Tracker; readonly archive: SourceVersions; readonly judge: Judge },
  asked: { readonly issue: IssueId; readonly package?: string },
  bugTracker: BugTracker,
): ReportDraft {
  const { tracker, archive, judge } = world;
  const { issue } = asked;
  const resolved = tracker.issue(issue);
  if (resolved === undefined) throw new SamedayError("NOT_FOUND", `No list speaks of ${issue}.`);
  const verdicts = [...allVerdicts(tracker, archive, judge, { issue })];
  const open = verdicts.filter(isToBeMended);
  const packages = [...new Set(open.map((verdict) => verdict.package))];
  if (asked.package === undefined && packages.length > 1) {
    throw new SamedayError("INPUT_INVALID", `${issue} is open in several packages; name one: ${packages.join(", ")}.`);
  }
  const name = asked.package ?? packages[0];
  if (name === undefined || !packages.includes(name)) {
    const over = verdicts.filter(({ status, package: other }) => status === "vulnerable" && other === (name ?? other));
    const releases = [...new Set(over.map(({ release }) => release))];
    const why = releases.length === 0 ? "" : ` Support has ended where it is: ${releases.join(", ")}.`;
    throw new SamedayError("NOT_FOUND", `${issue} is not open in ${name ?? "any package"} of this archive.${why}`);
  }
  const bugs = bugsOf(resolved, name);
  if (bugs.length > 0) {
    throw new SamedayError("CONFLICT", `${issue} has a bug for ${name} already: ${bugs.join(", ")}.`);
  }
  const age = ({ release }: Verdict): number => tracker.releases.get(release)?.age ?? -1;
  const all = verdicts.filter((verdict) => verdict.package === name).sort((a, b) => age(a) - age(b));
  const about = reportedVersion(all.filter(isToBeMended), tracker);
  const version = about.basis.counted?.row.version ?? "";
  const description = asciiText(descriptionOf(resolved));
  const head = headerLines({
    bugTracker,
    package: name,
    version,
    urgency: about.urgency,
    subject: issue.startsWith("CVE-") ? `${name}: ${issue}` : `${name}: ${description || issue}`,
  });
  const body = [
    "Hello,",
    "",
    ...wrapped(`this security issue is on record for ${name}, and no bug tells of it yet:`),
    "",
    `${issue}:`,
    ...quoted(description || "no description yet"),
    "",
    "In the releases:",
    ...all.map(releaseLine),
    "",
    "More about it:",
    ...linksOf(resolved, issue, bugTracker).map((link) => `  ${link}`),
    "",
    ...wrapped(`${changelogWish(issue)}, and correct the versions of this bug where they are wrong.`),
  ];
  return { issue, package: name, file: `${issue}_${name}.eml`, mail: `${[...head, "", ...body].join("\n")}\n` };
}

/** Nobody mends what is no longer supported. */
function isToBeMended({ status, decision }: Verdict): boolean {
  return status === "vulnerable" && decision?.kind !== "end-of-life";
}

/** A temporary name changes, and a changelog does not. */
function changelogWish(issue: IssueId): string {
  return issue.startsWith("CVE-")
    ? `Please name ${issue} in the changelog of the upload that fixes it`
    : "It has no CVE number yet. Please name the number in the changelog of the upload that fixes it where there is one by then";
}

function bugsOf({ contributions }: ResolvedIssue, name: string): readonly number[] {
  const notes = contributions.flatMap(({ record }) => record.notes).filter((note) => note.package === name);
  return [...new Set(notes.flatMap(({ bugs }) => bugs))];
}

/** Maintainers work on unstable, so its version is reported; else that of the newest release that has the fault. */
function reportedVersion(open: readonly Verdict[], { releases }: Tracker): Verdict {
  const rank = ({ release }: Verdict): number => {
    const info = releases.get(release);
    return info?.alias === "unstable" || release === "sid" ? Number.POSITIVE_INFINITY : (info?.age ?? -1);
  };
  return open.reduce((best, one) => (rank(one) > rank(best) ? one : best));
}

/** Our page, the CVE's, and what NOTE lines of the records point to. */
function linksOf({ contributions }: ResolvedIssue, issue: IssueId, { issuePage }: BugTracker): readonly string[] {
  const links = [`${issuePage}${issue}`];
  if (issue.startsWith("CVE-")) links.push(`https://www.cve.org/CVERecord?id=${issue}`);
  for (const { file, record } of contributions) {
    const lines = file.text.slice(record.start, record.end).split("\n");
    for (const line of lines) {
      if (!/^\s+NOTE:/.test(line)) continue;
      for (const [link] of line.matchAll(/https?:\/\/[!-~]+/g)) links.push(link.replace(/[),.;]+$/, ""));
    }
  }
  return [...new Set(links)].slice(0, MOST_LINKS);
}
