import type { Urgency } from "../format/types.ts";
import type { Verdict } from "../verdict/types.ts";
import type { BugTracker } from "./bug-tracker.ts";

/** Lines of prose in mail have at most so many characters. */
const WIDTH = 72;
const LONGEST_SUBJECT = 150;

/**
 * The mail's header and, for debbugs, the pseudo-headers with which its body begins
 * (https://www.debian.org/Bugs/Reporting#pseudoheader).
 */
export function headerLines(draft: {
  readonly bugTracker: BugTracker;
  readonly package: string;
  readonly version: string;
  readonly urgency: Urgency;
  readonly subject: string;
}): readonly string[] {
  const { to, cc, form, severity } = draft.bugTracker;
  const { subject, package: name, version, urgency } = draft;
  const cut = subject.length > LONGEST_SUBJECT ? `${subject.slice(0, LONGEST_SUBJECT - 4)} ...` : subject;
  const word = severity[urgency] ?? severity["not yet assigned"] ?? "important";
  const header = [`To: ${to}`, ...(form === "plain" && cc !== undefined ? [`Cc: ${cc}`] : []), `Subject: ${cut}`, ""];
  // A native package has no upstream beside its maintainer.
  const tags = version.includes("-") ? "security upstream" : "security";
  const facts = [
    `Source: ${name}`,
    ...(version === "" ? [] : [`Version: ${version}`]),
    `Severity: ${word}`,
    ...(form === "debbugs" ? [`Tags: ${tags}`] : []),
    ...(form === "debbugs" && cc !== undefined ? [`X-Debbugs-CC: ${cc}`] : []),
  ];
  return [...header, ...facts];
}

/** Prose in lines of a mail's width; a word that is longer stands alone. */
export function wrapped(text: string, width = WIDTH): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** What somebody else has written, set apart by bars. */
export function quoted(text: string): readonly string[] {
  return wrapped(text, WIDTH - 2).map((line) => `| ${line}`);
}

/** `  bookworm   7.88.1-10+deb12u5   vulnerable, no-dsa`. */
export function releaseLine({ release, basis, status, decision, fixedVersion }: Verdict): string {
  const version = basis.counted?.row.version ?? "-";
  const said = [status, ...(decision ? [decision.kind] : [])].join(", ");
  const fix = fixedVersion === undefined || status === "not-affected" ? "" : ` (fix: ${fixedVersion})`;
  return `  ${release.padEnd(10)} ${version.padEnd(24)} ${said}${fix}`;
}
