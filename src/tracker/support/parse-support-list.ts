import { linesOf } from "../format/lines.ts";
import { trackerProblem } from "../problem-codes.ts";
import { ProblemTally, type TalliedParse } from "../problem-tally.ts";

/** A list of debian-security-support: packages whose support ends before their release's, or is limited. */
export interface SupportList {
  /** As explanations show it: `security-support-ended.deb12`. */
  readonly path: string;
  readonly kind: "ended" | "limited";
  /** `12` of `.deb12`: the version of the release that it is about; undefined is every release. */
  readonly version: string | undefined;
  readonly entries: readonly SupportEntry[];
}

export interface SupportEntry {
  /** A source package, or several by `.*`: `golang.*`. */
  readonly pattern: string;
  /** Midnight UTC of the first day without support; undefined in lists of limited support. */
  readonly ended: Date | undefined;
  readonly text: string;
  readonly line: number;
}

const FILE = /^security-support-(ended|limited)(?:\.deb(\d+))?$/;
const PATTERN = /^[a-z0-9](?:[a-z0-9+-]|\.\*?)*$/;

export function isSupportList(path: string): boolean {
  return FILE.test(path);
}

/**
 * Reads `security-support-ended.debN` (package, last supported version, day, text) or `security-support-limited`
 * (package, text); columns are separated by white space. The version is for people: support ends for every version.
 */
export function parseSupportList(bytes: Uint8Array, path: string, most?: number): TalliedParse<SupportList> {
  const [, kind = "limited", version] = FILE.exec(path) ?? [];
  const entries: SupportEntry[] = [];
  const problems = new ProblemTally(most);
  for (const { text, number } of linesOf(bytes)) {
    const body = text.trim();
    if (body === "" || body.startsWith("#")) continue;
    const entry = kind === "ended" ? endedEntry(body, number) : limitedEntry(body, number);
    if (entry && PATTERN.test(entry.pattern)) entries.push(entry);
    else {
      const form = kind === "ended" ? "`package version YYYY-MM-DD text`" : "`package text`";
      const place = { file: path, line: number, column: text.search(/\S/) + 1 };
      problems.push(trackerProblem("tracker-support-entry", `Write ${form}.`, place));
    }
  }
  return problems.parsed({ path, kind: kind as SupportList["kind"], version, entries });
}

function endedEntry(body: string, line: number): SupportEntry | undefined {
  const [, pattern, day, text] = /^(\S+)\s+\S+\s+(\d{4}-\d{2}-\d{2})(?:\s+(.*))?$/.exec(body) ?? [];
  if (pattern === undefined || day === undefined) return undefined;
  const ended = new Date(`${day}T00:00:00Z`);
  // The 31st of June is no day, though some engines roll it over.
  if (Number.isNaN(ended.getTime()) || ended.toISOString().slice(0, 10) !== day) return undefined;
  return { pattern, ended, text: text ?? "", line };
}

function limitedEntry(body: string, line: number): SupportEntry | undefined {
  const [, pattern, text] = /^(\S+)(?:\s+(.*))?$/.exec(body) ?? [];
  return pattern === undefined ? undefined : { pattern, ended: undefined, text: text ?? "", line };
}
