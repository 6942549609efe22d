import type { IssueId, Problem } from "../../kernel/index.ts";
import type { ListFile } from "../format/list-file.ts";
import { trackerProblem } from "../problem-codes.ts";

/** Where the one record of an issue stands. */
export interface IssueHome {
  readonly file: ListFile;
  readonly start: number;
  /** Above a `STOP:` line that follows the record. */
  readonly end: number;
  readonly line: number;
  readonly behindStop: boolean;
}

/**
 * The records of the wanted issues, in one pass over the lists. One that has an error or stands twice is left alone,
 * with a problem: what is not understood is not edited.
 */
export function homesOf(
  lists: readonly ListFile[],
  wanted: ReadonlySet<IssueId>,
): { readonly homes: ReadonlyMap<IssueId, IssueHome | "left alone">; readonly problems: readonly Problem[] } {
  const homes = new Map<IssueId, IssueHome | "left alone">();
  const problems: Problem[] = [];
  const leaveAlone = (issue: IssueId, file: ListFile, line: number, why: string): void => {
    homes.set(issue, "left alone");
    problems.push(trackerProblem("import-cve-list", why, { file: file.path, line, column: 1 }));
  };
  for (const file of lists) {
    const stop = /^STOP:/m.exec(file.text)?.index ?? file.text.length;
    for (const span of [...file.records, ...file.quiet.spans()]) {
      const issue = issueAt(file.text, span.start);
      if (issue === undefined || !wanted.has(issue)) continue;
      if (homes.has(issue)) leaveAlone(issue, file, span.line, `${issue} has two records; join them first.`);
      else
        homes.set(issue, {
          file,
          start: span.start,
          end: span.start < stop ? Math.min(span.end, stop) : span.end,
          line: span.line,
          behindStop: span.start > stop,
        });
    }
  }
  for (const file of lists) {
    for (const { start, line } of file.setAside) {
      const issue = issueAt(file.text, start);
      if (issue === undefined || !wanted.has(issue)) continue;
      leaveAlone(issue, file, line, `The record of ${issue} has an error; \`sameday tracker check\` names it.`);
    }
  }
  return { homes, problems };
}

/** The name in a header; undefined for `CVE-2024-XXXX`. */
function issueAt(text: string, start: number): IssueId | undefined {
  return /^CVE-\d{4}-\d{4,}(?![\w-])/.exec(text.slice(start, start + 40))?.[0];
}
