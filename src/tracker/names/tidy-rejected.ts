import type { IssueId } from "../../kernel/index.ts";
import type { IssueLists } from "../edit/issue-lists.ts";
import { applySplices, type Splice } from "../edit/splice.ts";
import { parseList } from "../format/parse-list.ts";

/**
 * The lists without what REJECTED issues say about packages: notes, remarks and `TODO: check` are of no use any more.
 * NOTE lines stay, they may say why. Answers the lists that change and the issues, as they stand there.
 */
export function tidyRejected(lists: IssueLists): { readonly lists: IssueLists; readonly issues: readonly IssueId[] } {
  const changed = new Map<string, Uint8Array>();
  const issues: IssueId[] = [];
  for (const [path, bytes] of lists) {
    const file = parseList(bytes, { path, kind: "issues" }).value;
    const splices: Splice[] = [];
    for (const record of file.records) {
      if (record.state !== "rejected") continue;
      const gone = new Set([...record.notes, ...record.remarks].map((said) => said.line - record.line));
      if (gone.size === 0) continue;
      const before = file.text.slice(record.start, record.end).split("\n");
      const after = before.filter((line, at) => !gone.has(at) && !/^\s+TODO: check\s*$/.test(line));
      splices.push({ start: record.start, end: record.end, text: after.join("\n") });
      issues.push(record.name);
    }
    if (splices.length > 0) changed.set(path, applySplices(bytes, splices));
  }
  return { lists: changed, issues };
}
