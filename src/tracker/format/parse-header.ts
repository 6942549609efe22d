import type { Fault } from "./parse-note.ts";
import { MAX_QUIET_DIGITS } from "./quiet-records.ts";
import { latin1, standsAt } from "./stands-at.ts";
import type { ListKind } from "./types.ts";

/** What a header says; offsets count from the header's start. `named` is false for `CVE-2024-XXXX`. */
export interface Header {
  readonly name: string;
  readonly named: boolean;
  /** Where the text after the name begins; it runs to the end of the line without trailing white space. */
  readonly textAt: number;
}

const SPACE = 32;
const OPEN = 40;
const CLOSE = 41;
const DASH = 45;
const ZERO = 48;

const ISSUE_PREFIX = latin1("CVE-");
const ISSUE = /^(CVE-\d{4}-(?:\d{4,}|XXXX))(?:\s+|$)/;
const ISSUE_OR_TEMPORARY = /^(CVE-\d{4}-(?:\d{4,}|XXXX)|TEMP-\d{7,}-[0-9A-F]{6})(?:\s+|$)/;
const ADVISORY = /^\[(\d\d) ([A-Z][a-z]{2}) (\d{4})\] ([A-Z][A-Z0-9-]*?)-(\d+(?:-\d+)?)(?:\s+|$)/;
const TESTING_ADVISORY = /^\[([A-Z][a-z]+) (\d{1,2})(?:st|nd|rd|th), (\d{4})\] (DTSA)-(\d+-\d+)(?:\s+|$)/;
const ADVISORY_NAME = /^\[[^\]]*\] ([A-Z][A-Z0-9-]*?)-(\d+(?:-\d+)?)(?:\s+|$)/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Where the name ends in a header of the common form, `CVE-2024-1234` alone or with text in round brackets; 0 sends the
 * line to `parseHeader`. Nine of ten lines in column 0 are of this form, and this looks at a dozen of their characters.
 */
export function plainNameEnd(bytes: Uint8Array, start: number, end: number): number {
  if (!standsAt(ISSUE_PREFIX, bytes, start) || bytes[start + 8] !== DASH) return 0;
  let at = start + 9;
  while (at < end && isDigit(bytes[at] as number)) at += 1;
  if (at > start + 13 && bytes[start + 9] === ZERO) return 0;
  if (at < start + 13 || at > start + 9 + MAX_QUIET_DIGITS || !allDigits(bytes, start + 4, start + 8)) return 0;
  const bracketed = bytes[at] === SPACE && bytes[at + 1] === OPEN && end > at + 2;
  if (at !== end && !(bracketed && bytes[end - 1] === CLOSE)) return 0;
  return at;
}

/** The text of the issue header that begins at `start`, without its brackets. */
export function descriptionIn(text: string, start: number): string {
  const newline = text.indexOf("\n", start);
  const header = text.slice(start, newline < 0 ? text.length : newline).trim();
  const match = ISSUE_OR_TEMPORARY.exec(header);
  return header.slice(match?.[0].length ?? 0).replace(/^[([](.*)[)\]]$/s, "$1");
}

/** The name in a header that is wrong elsewhere: in its text, or in its day. */
export function nameInHeader(header: string, kind: ListKind, prefix = ""): string | undefined {
  if (kind !== "advisories") return (kind === "issues" ? ISSUE : ISSUE_OR_TEMPORARY).exec(header)?.[1];
  const match = ADVISORY_NAME.exec(header);
  return match?.[1] === prefix ? `${prefix}-${match[2]}` : undefined;
}

/** Reads the header of a record; `prefix` is the house's, which an advisory list takes from its directory. */
export function parseHeader(header: string, kind: ListKind, prefix: string | undefined): Header | Fault {
  return kind === "advisories" ? parseAdvisoryHeader(header, prefix ?? "") : parseIssueHeader(header, kind);
}

function parseIssueHeader(header: string, kind: ListKind): Header | Fault {
  const match = (kind === "issues" ? ISSUE : ISSUE_OR_TEMPORARY).exec(header);
  if (match === null)
    return { code: "tracker-header", message: "Write `CVE-YYYY-NNNN (text)` or `CVE-YYYY-XXXX [text]`." };
  const textAt = match[0].length;
  const first = header.charCodeAt(textAt);
  const closing = first === 40 ? ")" : first === 91 ? "]" : undefined;
  if (closing !== undefined && (header.length < textAt + 2 || !header.endsWith(closing))) {
    const instead = { length: 0, by: closing, says: `Close the text with ${closing}.` };
    return {
      code: "tracker-header-text",
      message: `The text after the name must end with \`${closing}\`.`,
      at: header.length,
      instead,
    };
  }
  const name = match[1] as string;
  return { name, named: !name.endsWith("X"), textAt };
}

function parseAdvisoryHeader(header: string, prefix: string): Header | Fault {
  const testing = prefix === "DTSA";
  const match = (testing ? TESTING_ADVISORY : ADVISORY).exec(header);
  if (match === null || match[4] !== prefix) {
    const date = testing ? "[Month DDth, YYYY]" : "[DD Mon YYYY]";
    return { code: "tracker-header", message: `Write \`${date} ${prefix}-1-1 text\`.` };
  }
  const day = Number(testing ? match[2] : match[1]);
  const month = MONTHS.indexOf(((testing ? match[1] : match[2]) as string).slice(0, 3));
  if (!isDay(Number(match[3]), month, day))
    return { code: "tracker-date", message: `${match[1]} ${match[2]} ${match[3]} is not a day of the calendar.` };
  return { name: `${prefix}-${match[5]}`, named: true, textAt: match[0].length };
}

/** Whether the calendar has the day; `month` from 0. */
function isDay(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day >= 1 && day <= (month === 1 && isLeap ? 29 : (DAYS[month] ?? 0));
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function allDigits(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (!isDigit(bytes[at] as number)) return false;
  return true;
}
