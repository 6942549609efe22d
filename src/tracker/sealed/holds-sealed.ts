import type { IssueId } from "../../kernel/index.ts";
import type { IssueLists } from "../edit/issue-lists.ts";
import type { ListFile } from "../format/list-file.ts";
import { parseList } from "../format/parse-list.ts";
import { recordIn } from "../land/data-edit.ts";

/**
 * Whether lists have what was sealed, under this name: a record that says the same of each of its packages. Anybody who may commit can write into a
 * message that an issue was disclosed; believed without a look, its only text would give way to a tombstone.
 */
export function holdsSealed(lists: IssueLists, name: IssueId, sealed: ListFile): boolean {
  const text = textOf(lists, name);
  const says = saidIn(parseList(Buffer.from(text, "latin1"), { path: "", kind: "issues" }).value);
  return text !== "" && [...saidIn(sealed)].every((one) => says.has(one));
}

/** Empty when there is none, or none that can be read. */
function textOf(lists: IssueLists, name: IssueId): string {
  try {
    return recordIn(lists, name).text;
  } catch {
    return "";
  }
}

/** Of each line about a package what decides; bugs and urgency may have been written otherwise. */
function saidIn({ records }: ListFile): ReadonlySet<string> {
  return new Set(
    records.flatMap(({ notes, remarks }) => [
      ...notes.map((note) => [note.package, note.release, note.kind, note.version].join(" ")),
      ...remarks.map((remark) => [remark.package, remark.release, remark.reason].join(" ")),
    ]),
  );
}
