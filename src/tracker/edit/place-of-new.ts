import { compareIssueIds, type IssueId } from "../../kernel/index.ts";
import type { ListFile } from "../format/list-file.ts";

/** A record and where it begins. */
export interface Step {
  readonly issue: IssueId;
  readonly start: number;
}

/** Records above `STOP:` that are lower than all above them: only these can be the first below a given name. */
export function lowestSoFar(list: ListFile): readonly Step[] {
  const stop = stopAt(list.text);
  const steps: Step[] = [];
  const starts = [...list.records, ...list.quiet.spans()].map((span) => span.start).sort((a, b) => a - b);
  for (const start of starts) {
    if (start >= stop) break;
    const issue = /^CVE-\d{4}-\d{4,}/.exec(list.text.slice(start, start + 32))?.[0];
    const lowest = steps.at(-1);
    if (issue === undefined || (lowest && compareIssueIds(issue, lowest.issue) >= 0)) continue;
    steps.push({ issue, start });
  }
  return steps;
}

/** Where `STOP:` begins, or the text ends; new records stand above it. */
export function stopAt(text: string): number {
  return /^STOP:/m.exec(text)?.index ?? text.length;
}
