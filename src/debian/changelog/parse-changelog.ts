import { isIssueId, isValidVersion, type Parsed, type Place, type Problem } from "../../kernel/index.ts";
import { parseDate } from "../dates.ts";
import { trimBlanksEnd } from "../deb822/blanks.ts";
import { decodeText } from "../deb822/decode.ts";
import { isPackageName } from "../names.ts";
import { errorAt, quote, warningAt } from "../problems.ts";

/** One version's entry of debian/changelog (deb-changelog(5), Policy 4.4). */
export interface ChangelogEntry {
  readonly source: string;
  readonly version: string;
  readonly distributions: readonly string[];
  /** Lower case, without a remark behind it; `` when absent. */
  readonly urgency: string;
  /** `Name <address>`, `` when the entry has no trailer. */
  readonly maintainer: string;
  readonly date: Date | undefined;
  /** The lines between header and trailer, without empty ones around them. */
  readonly changes: string;
  /** Issues named anywhere in the changes, each once, in order. */
  readonly issues: readonly string[];
  /** Debian bugs that the entry closes, each once, in order. */
  readonly closes: readonly number[];
  readonly place: Place;
}

const HEADER = /^(\S+) \(([^()\s]+)\)((?: +[-+0-9A-Za-z.]+)+) *;(.*)$/;
const TRAILER = /^ -- (.*? ?<[^<>]*>) {1,2}(.+)$/;
const LONGEST_DATE = 80;
/** Where old changelogs end their regular part: an editor's settings, a former format. */
const END_OF_ENTRIES = /^(?:;;|Local variables:|vim:|\$Id|# |\/\*|Old Changelog:|Changes from version )/i;

/**
 * Reads a changelog from the newest entry down. An entry with an error is set aside; the rest goes on.
 * What follows an editor's settings or a heading of an older form is not read, with a warning.
 */
export function parseChangelog(input: string | Uint8Array, file?: string): Parsed<readonly ChangelogEntry[]> {
  const decoded = decodeText(input, file);
  const reader = new ChangelogReader(file);
  const lines = decoded.value.split("\n").map(trimBlanksEnd);
  for (const [index, line] of lines.entries()) {
    if (!reader.line(line, index + 1)) break;
  }
  reader.end();
  return { value: reader.entries, problems: [...decoded.problems, ...reader.problems] };
}

interface OpenEntry {
  readonly place: Place;
  readonly source: string;
  readonly version: string;
  readonly distributions: readonly string[];
  readonly urgency: string;
  readonly lines: string[];
  faulty: boolean;
}

class ChangelogReader {
  readonly entries: ChangelogEntry[] = [];
  readonly problems: Problem[] = [];
  readonly #file: string | undefined;
  #open: OpenEntry | undefined;

  constructor(file: string | undefined) {
    this.#file = file;
  }

  /** False when the regular part is over. */
  line(text: string, number: number): boolean {
    const place = { ...(this.#file === undefined ? {} : { file: this.#file }), line: number, column: 1 };
    if (text === "") this.#open?.lines.push("");
    else if (text.startsWith(" -- ") || text === " --") this.#trailer(text, place);
    else if (/^(?: {2}|\t)/.test(text)) this.#change(text, place);
    else if (HEADER.test(text)) this.#header(text, place);
    else if (!this.#open && END_OF_ENTRIES.test(text)) {
      this.problems.push(
        warningAt(place, "changelog-older-form", "The rest is a remark or of an older form; it was not read."),
      );
      return false;
    } else
      this.#fault(place, "changelog-line", "This line is neither a header, nor an indented change, nor a trailer.");
    return true;
  }

  end(): void {
    const open = this.#open;
    if (!open) return;
    this.#fault(
      open.place,
      "changelog-no-trailer",
      `The entry of ${quote(open.version)} has no line " -- Name <address>  date".`,
    );
    this.#open = undefined;
  }

  #header(text: string, place: Place): void {
    this.end();
    const [, source = "", version = "", distributions = "", settings = ""] = HEADER.exec(text) ?? [];
    const urgency = /(?:^|[,\s])urgency=([a-z]+)/i.exec(settings)?.[1]?.toLowerCase() ?? "";
    const words = distributions.trim().split(/ +/);
    this.#open = { place, source, version, distributions: words, urgency, lines: [], faulty: false };
    if (!isPackageName(source)) this.#fault(place, "changelog-source", `${quote(source)} is no source package's name.`);
    if (!isValidVersion(version)) this.#fault(place, "changelog-version", `${quote(version)} is no version.`);
  }

  #change(text: string, place: Place): void {
    if (this.#open) this.#open.lines.push(text);
    else this.#fault(place, "changelog-no-header", "This change belongs to no entry.");
  }

  #trailer(text: string, place: Place): void {
    const open = this.#open;
    if (!open) {
      this.#fault(place, "changelog-no-header", "This trailer belongs to no entry.");
      return;
    }
    const [, maintainer = "", dateText = ""] = TRAILER.exec(text) ?? [];
    const date = parseDate(dateText.slice(0, LONGEST_DATE).replace(/ +\([A-Z]+\)$/, ""));
    if (!date) {
      const message = 'A trailer is written as " -- Name <address>  Sat, 21 Nov 2026 14:02:00 +0000".';
      this.problems.push(warningAt(place, "changelog-trailer", message));
    }
    const { faulty, lines, ...head } = open;
    const changes = lines.join("\n").replace(/^\n+/, "").trimEnd();
    const found = { issues: issuesIn(changes), closes: closedBugs(changes) };
    if (!faulty) this.entries.push({ ...head, maintainer, date, changes, ...found });
    this.#open = undefined;
  }

  #fault(place: Place, code: string, message: string): void {
    this.problems.push(errorAt(place, code, message));
    if (this.#open) this.#open.faulty = true;
  }
}

/** CVE ids in a text, in capitals, each once. */
export function issuesIn(text: string): string[] {
  const found = [...text.matchAll(/\bCVE-\d{4}-\d{4,}(?!\d)/gi)].map((match) => match[0].toUpperCase());
  return [...new Set(found)].filter(isIssueId);
}

const CLOSES = /closes:\s*(?:bug)?#?\s?\d+(?:,\s*(?:bug)?#?\s?\d+)*/gi;

/** Bug numbers after `Closes:` (Policy 4.4). */
export function closedBugs(text: string): number[] {
  const numbers = [...text.matchAll(CLOSES)].flatMap((match) => [...match[0].matchAll(/\d+/g)].map(Number));
  return [...new Set(numbers)].filter(Number.isSafeInteger);
}
