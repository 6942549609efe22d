import type { Urgency } from "./types.ts";

/** How reports are drafted: with debbugs' pseudo-headers, or as a plain mail. */
export const REPORT_FORMS = ["debbugs", "plain"] as const;
export type ReportForm = (typeof REPORT_FORMS)[number];

/** What `bugs` of config.json says about a project's bug tracker; what is missing is Debian's. */
export interface BugTrackerConfig {
  /** Address of debbugs' SOAP interface. */
  readonly server?: string;
  /** Address that reports are mailed to. */
  readonly to?: string;
  /** Address that gets a copy: the team's. */
  readonly cc?: string;
  readonly form?: ReportForm;
  /** Severity by urgency. */
  readonly severity?: Readonly<Partial<Record<Urgency, string>>>;
  /** Address of an issue's page, up to the issue's name. */
  readonly issuePage?: string;
}

const URGENCIES: ReadonlySet<string> = new Set(["high", "medium", "low", "unimportant", "not yet assigned"]);
const ADDRESS = /^[A-Za-z0-9._%+=-]+@[A-Za-z0-9.-]+$/;
const URL_FORM = /^https?:\/\/[!-~]+$/;
const TEXTS: ReadonlyMap<string, readonly [form: RegExp, said: string]> = new Map([
  ["server", [URL_FORM, "an address that begins with https://"]],
  ["to", [ADDRESS, "a mail address alone"]],
  ["cc", [ADDRESS, "a mail address alone"]],
  ["form", [/^(?:debbugs|plain)$/, "`debbugs` or `plain`"]],
  ["issuePage", [URL_FORM, "an address that begins with https://"]],
]);

/** Reads the key `bugs`; a value in another form is reported and left out. */
export function readBugTracker(value: unknown, report: (word: string, message: string) => void): BugTrackerConfig {
  if (value === undefined) return {};
  if (!isObject(value)) {
    report("bugs", "`bugs` is an object with `server`, `to`, `cc`, `form`, `severity` and `issuePage`.");
    return {};
  }
  const good: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(value)) {
    const [form, said] = TEXTS.get(key) ?? [];
    if (key === "severity") good.severity = readSeverities(text, report);
    else if (form === undefined) report(key, `\`bugs\` has no key \`${key}\`.`);
    else if (typeof text === "string" && form.test(text)) good[key] = text;
    else report(key, `\`${key}\` of \`bugs\` is ${said}.`);
  }
  return good;
}

function readSeverities(
  value: unknown,
  report: (word: string, message: string) => void,
): Readonly<Record<string, string>> {
  const entries = isObject(value) ? Object.entries(value) : [["", undefined] as const];
  const good = entries.filter(
    (entry): entry is [string, string] =>
      URGENCIES.has(entry[0]) && typeof entry[1] === "string" && /^[a-z][a-z-]*$/.test(entry[1]),
  );
  if (good.length !== entries.length) {
    report("severity", `\`severity\` gives a word for each of ${[...URGENCIES].join(", ")}.`);
  }
  return Object.fromEntries(good);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
