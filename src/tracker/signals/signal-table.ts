import type { IssueId } from "../../kernel/index.ts";
import { trackerProblem } from "../problem-codes.ts";
import { ProblemTally, type Tallied, type TalliedParse } from "../problem-tally.ts";

/** Where exploitation, likelihood and publication stand in a data directory: a line an issue, columns parted by tabs. */
export const KEV_FILE = "signals/kev";
export const EPSS_FILE = "signals/epss";
export const PUBLISHED_FILE = "signals/published";

/** A file of signals. The likelihood of 300,000 issues is held as the file's bytes and where each line begins. */
export interface SignalTable {
  readonly path: string;
  readonly bytes: Buffer;
  readonly found: Tallied;
  /** The columns behind an issue's name; the last line of an issue counts. */
  columnsOf(issue: IssueId): readonly string[] | undefined;
}

const FORMS: Readonly<Record<string, readonly [form: RegExp, said: string]>> = {
  [KEV_FILE]: [/^CVE-\d{4}-\d{4,10}\t\d{4}-\d{2}-\d{2}\t(?:ransomware|-)$/, "`CVE-…`, a day, `ransomware` or `-`"],
  [PUBLISHED_FILE]: [/^CVE-\d{4}-\d{4,10}\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, "`CVE-…`, an instant in UTC"],
  [EPSS_FILE]: [/^CVE-\d{4}-\d{4,10}\t[\d.eE-]+\t[\d.eE-]+$/, "`CVE-…`, a probability, a percentile"],
};
const NEWLINE = 10;

/** The paths of all of them in a data directory. */
export const SIGNAL_FILES: readonly string[] = Object.keys(FORMS);

export function isSignalFile(path: string): boolean {
  return Object.hasOwn(FORMS, path);
}

/** Reads one of these files. Never throws; a line in another form is among the problems and counts for nothing. */
export function parseSignals(
  bytes: Uint8Array,
  path: string,
  before?: SignalTable,
  most?: number,
): TalliedParse<SignalTable> {
  // The table changes once a day, and a directory is read again after every edit.
  if (before?.path === path && before.bytes.equals(bytes)) return { value: before, ...before.found };
  const own = Buffer.from(bytes);
  const [form, said] = FORMS[path] ?? [/^$/, ""];
  const begins: number[] = [];
  const problems = new ProblemTally(most);
  for (let at = 0, line = 1; at < own.length; line += 1) {
    const newline = own.indexOf(NEWLINE, at);
    const end = newline < 0 ? own.length : newline;
    if (form.test(own.toString("latin1", at, end))) begins.push(at);
    else if (end > at)
      problems.push(trackerProblem("tracker-signal", `Write ${said}.`, { file: path, line, column: 1 }));
    at = end + 1;
  }
  const keys = Float64Array.from(begins, (at) => keyAt(own, at));
  const order = Uint32Array.from(keys.keys());
  // Importing writes them sorted; only a file edited by hand needs this.
  if (!isSorted(keys)) order.sort((a, b) => (keys[a] as number) - (keys[b] as number) || a - b);
  const value: SignalTable = {
    path,
    bytes: own,
    found: problems,
    columnsOf(issue) {
      if (!/^CVE-\d{4}-\d{4,10}$/.test(issue)) return undefined;
      const wanted = keyAt(Buffer.from(issue), 0);
      let low = 0;
      let high = order.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((keys[order[middle] as number] as number) <= wanted) low = middle + 1;
        else high = middle;
      }
      const place = order[low - 1];
      if (place === undefined || keys[place] !== wanted) return undefined;
      const at = begins[place] as number;
      const newline = own.indexOf(NEWLINE, at);
      return own
        .toString("latin1", at, newline < 0 ? own.length : newline)
        .split("\t")
        .slice(1);
    },
  };
  return problems.parsed(value);
}

function isSorted(keys: Float64Array): boolean {
  for (let at = 1; at < keys.length; at += 1) if ((keys[at - 1] as number) > (keys[at] as number)) return false;
  return true;
}

/** Year and number of the `CVE-YYYY-N…` that begins there, as one number. */
function keyAt(bytes: Uint8Array, at: number): number {
  return digitsAt(bytes, at + 4) * 1e10 + digitsAt(bytes, at + 9);
}

function digitsAt(bytes: Uint8Array, from: number): number {
  let number = 0;
  for (let at = from; at < bytes.length; at += 1) {
    const digit = (bytes[at] as number) - 48;
    if (digit < 0 || digit > 9) break;
    number = number * 10 + digit;
  }
  return number;
}
