import { isValidVersion } from "../../kernel/index.ts";
import { linesOf } from "../format/lines.ts";
import type { ListFile } from "../format/list-file.ts";
import type { Note } from "../format/types.ts";
import { trackerProblem } from "../problem-codes.ts";
import { ProblemTally, type TalliedParse } from "../problem-tally.ts";

/**
 * Bugs that are closed while a line still calls their package open: `BUG VERSION…` a line, by number, as the bug tracker
 * told at the last import. They decide nothing; the view `closed-bugs` asks somebody to name the fixed version.
 */
export const CLOSED_BUGS_FILE = "signals/closed-bugs";

/** The versions in which each closed bug is said to be fixed; often none. */
export type ClosedBugs = ReadonlyMap<number, readonly string[]>;

const LINE = /^(\d{1,9})((?: \S+)*)$/;
const MOST_VERSIONS = 5;

/** Reads the file. Never throws; a line in another form is among the problems and counts for nothing. */
export function parseClosedBugs(bytes: Uint8Array, most?: number): TalliedParse<ClosedBugs> {
  const found = new Map<number, readonly string[]>();
  const problems = new ProblemTally(most);
  for (const { text, number } of linesOf(bytes)) {
    const [, bug, versions = ""] = LINE.exec(text) ?? [];
    const fixedIn = versions.split(" ").filter((version) => version !== "");
    if (bug !== undefined && fixedIn.every(isValidVersion)) found.set(Number(bug), fixedIn);
    else if (text !== "") {
      const place = { file: CLOSED_BUGS_FILE, line: number, column: 1 };
      problems.push(trackerProblem("tracker-signal", "Write a bug's number and versions of Debian's form.", place));
    }
  }
  return problems.parsed(found);
}

/** The file's bytes; the same bugs give the same bytes. Versions that dpkg refuses are left out. */
export function renderClosedBugs(bugs: ClosedBugs): Uint8Array {
  const lines = [...bugs]
    .sort(([a], [b]) => a - b)
    .map(([bug, versions]) => {
      const good = [...new Set(versions)].filter(isValidVersion).sort();
      return `${[bug, ...good.slice(0, MOST_VERSIONS)].join(" ")}\n`;
    });
  return Buffer.from(lines.join(""), "latin1");
}

/** Whether a line calls its package open until a fix is named. */
export function isOpenNote({ kind, release }: Note): boolean {
  return release === undefined && (kind === "unfixed" || kind === "undetermined");
}

/** Bugs of lines that call a package open, by number. */
export function bugsOfOpenNotes(lists: readonly ListFile[]): readonly number[] {
  const found = new Set<number>();
  for (const { records } of lists) {
    for (const { notes } of records) {
      for (const note of notes) if (isOpenNote(note)) for (const bug of note.bugs) found.add(bug);
    }
  }
  return [...found].sort((a, b) => a - b);
}
