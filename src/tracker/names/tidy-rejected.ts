import type { IssueId } from "../../kernel/index.ts";
import type { IssueLists } from "../edit/issue-lists.ts";
import { applySplices, type Splice } from "../edit/splice.ts";
import type { ListFile } from "../format/list-file.ts";
import { parseList } from "../format/parse-list.ts";
import type { Span } from "../format/types.ts";

/** Lines that ask for what is done: somebody looked, and the issue was rejected. */
const DONE = /^\s+(?:TODO:\s+check|NOTE:\s+to be rejected)\s*$/;

interface Rejected extends Span {
  readonly name: IssueId;
  /** What it says about packages: lines of the file. */
  readonly lines: ReadonlySet<number>;
}

/**
 * The lists without what REJECTED issues need no more: package notes, remarks, `TODO: check` and `NOTE: to be rejected`.
 * Other NOTE lines stay, they may say why. Answers the lists that change and the issues, as they stand there.
 */
export function tidyRejected(lists: IssueLists): { readonly lists: IssueLists; readonly issues: readonly IssueId[] } {
  const changed = new Map<string, Uint8Array>();
  const issues: IssueId[] = [];
  for (const [path, bytes] of lists) {
    const file = parseList(bytes, { path, kind: "issues" }).value;
    const splices: Splice[] = [];
    for (const { name, start, end, line, lines } of rejectedIn(file)) {
      const before = file.text.slice(start, end).split("\n");
      const after = before.filter((text, at) => !lines.has(line + at) && !DONE.test(text));
      if (after.length === before.length) continue;
      splices.push({ start, end, text: after.join("\n") });
      issues.push(name);
    }
    if (splices.length > 0) changed.set(path, applySplices(bytes, splices));
  }
  return { lists: changed, issues };
}

/** In file order. */
function rejectedIn({ records, quiet }: ListFile): readonly Rejected[] {
  const rejected: Rejected[] = [];
  for (const { name, start, end, line, state, notes, remarks } of records) {
    if (state !== "rejected") continue;
    rejected.push({ name, start, end, line, lines: new Set([...notes, ...remarks].map((said) => said.line)) });
  }
  for (const span of quiet.inState("rejected")) rejected.push({ ...span, lines: new Set() });
  return rejected.sort((a, b) => a.start - b.start);
}
