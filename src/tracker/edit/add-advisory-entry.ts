import { isIssueId, isValidVersion, SamedayError } from "../../kernel/index.ts";
import { parseList } from "../format/parse-list.ts";
import { applySplices, requireLineText } from "./splice.ts";

export interface AdvisoryEntry {
  /** `DSA-5380-1`; the prefix is the house's. */
  readonly id: string;
  /** The day of publication, in UTC. */
  readonly date: Date;
  readonly package: string;
  /** `security update`, `regression update`. */
  readonly title: string;
  /** May be empty: a regression fix need not name issues. */
  readonly issues: readonly string[];
  readonly fixes: readonly ReleaseFix[];
}

export interface ReleaseFix {
  readonly release: string;
  readonly version: string;
  /** When a fix is in another source package than the advisory's; default the advisory's. */
  readonly package?: string;
}

const ID = /^([A-Z][A-Z0-9-]*?)-(\d+)-(\d+)$/;
const PACKAGE = /^[a-z0-9][a-z0-9.+-]+$/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * The list with this advisory at its top; every byte below is as it was. Throws INPUT_INVALID for an entry that the list's
 * own parser would not take, CONFLICT when the number is taken.
 */
export function addAdvisoryEntry(list: Uint8Array, entry: AdvisoryEntry): Uint8Array {
  const text = formatAdvisoryEntry(entry);
  const prefix = (ID.exec(entry.id) as RegExpExecArray)[1] as string;
  const there = parseList(list, { path: `${prefix}/list`, kind: "advisories", prefix }).value;
  if ([...there.records, ...there.setAside].some((record) => record.name === entry.id)) {
    throw new SamedayError("CONFLICT", `${entry.id} stands in ${prefix}/list already.`);
  }
  return applySplices(list, [{ start: 0, end: 0, text }]);
}

/** The record's lines in Debian's form, newline included. Throws INPUT_INVALID. */
export function formatAdvisoryEntry(entry: AdvisoryEntry): string {
  requireForm(ID.test(entry.id), `${entry.id} is not of the form PREFIX-NUMBER-REVISION.`);
  requireForm(
    !entry.id.startsWith("CVE-"),
    `${entry.id} would stand among the issues; an advisory has a prefix of its own.`,
  );
  requireForm(PACKAGE.test(entry.package), `${entry.package} is not the name of a source package.`);
  requireForm(entry.fixes.length > 0, `${entry.id} names no fixed version.`);
  requireLineText(entry.title, "The advisory's title");
  const { date } = entry;
  const day = `${String(date.getUTCDate()).padStart(2, "0")} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  const lines = [`[${day}] ${entry.id} ${entry.package} - ${entry.title}`];
  for (const issue of entry.issues) {
    requireForm(/^CVE-/.test(issue) && isIssueId(issue) && !issue.endsWith("X"), `${issue} is not the name of a CVE.`);
  }
  if (entry.issues.length > 0) lines.push(`\t{${[...new Set(entry.issues)].join(" ")}}`);
  for (const { release, version, package: name = entry.package } of entry.fixes) {
    requireForm(/^[a-z][a-z0-9-]*$/.test(release), `${release} is not a codename.`);
    requireForm(PACKAGE.test(name), `${name} is not the name of a source package.`);
    requireForm(isValidVersion(version), `dpkg refuses the version ${version}.`);
    lines.push(`\t[${release}] - ${name} ${version}`);
  }
  return `${lines.join("\n")}\n`;
}

function requireForm(holds: boolean, message: string): void {
  if (!holds) throw new SamedayError("INPUT_INVALID", message);
}
