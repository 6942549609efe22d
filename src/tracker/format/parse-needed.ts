import { trackerProblem } from "../problem-codes.ts";
import { ProblemTally, type TalliedParse } from "../problem-tally.ts";
import { linesOf } from "./lines.ts";

/** One package of dsa-needed.txt or dla-needed.txt: somebody should, or does, prepare an update. */
export interface NeededEntry {
  readonly package: string;
  /** `linux/oldstable` names a release or its alias. */
  readonly release: string | undefined;
  /** Who has taken it. */
  readonly claimedBy: string | undefined;
  /** Indented lines, without their indent. */
  readonly remarks: readonly string[];
  readonly line: number;
  /** `[start, end)` in the file, separator excluded. */
  readonly start: number;
  readonly end: number;
}

const ENTRY = /^([A-Za-z0-9][A-Za-z0-9.+-]*)(?:\/([a-z][a-z0-9-]*))?(?:\s+\(([^()]*)\))?\s*$/;

/** Reads a work queue: prose up to the first `--` line, then entries separated by `--` lines. */
export function parseNeeded(bytes: Uint8Array, path: string, most?: number): TalliedParse<readonly NeededEntry[]> {
  const entries: NeededEntry[] = [];
  const problems = new ProblemTally(most);
  let inPreamble = true;
  let open: (NeededEntry & { remarks: string[]; end: number }) | undefined;
  for (const line of linesOf(bytes)) {
    if (/^--\s*$/.test(line.text)) {
      inPreamble = false;
      open = undefined;
      continue;
    }
    if (inPreamble || line.text.trim() === "") continue;
    if (/^\s/.test(line.text) && open) {
      open.remarks.push(line.text.trim());
      open.end = line.end;
      continue;
    }
    const match = ENTRY.exec(line.text);
    if (match === null) {
      open = undefined;
      const message = "Write `package`, `package/release` or `package (who)`; remarks are indented below it.";
      problems.push(trackerProblem("tracker-needed-entry", message, { file: path, line: line.number, column: 1 }));
      continue;
    }
    open = {
      package: match[1] as string,
      release: match[2],
      claimedBy: match[3] || undefined,
      remarks: [],
      line: line.number,
      start: line.start,
      end: line.end,
    };
    entries.push(open);
  }
  return problems.parsed(entries);
}
