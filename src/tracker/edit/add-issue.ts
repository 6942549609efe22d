import { isIssueId, SamedayError } from "../../kernel/index.ts";
import { missingIssues } from "./record-advisory.ts";
import { applySplices, requireLineText } from "./splice.ts";

/**
 * The issue list with a new record at its top, `TODO: check` its only line. `description` is in our words and stands in
 * square brackets, which Debian's importer keeps. Throws CONFLICT when the issue has a record.
 */
export function addIssue(list: Uint8Array, issue: string, description?: string): Uint8Array {
  if (!/^CVE-/.test(issue) || !isIssueId(issue) || issue.endsWith("X")) {
    throw new SamedayError("INPUT_INVALID", `${issue} is not the name of a CVE.`);
  }
  if (missingIssues(list, [issue]).length === 0) {
    throw new SamedayError("CONFLICT", `${issue} stands in CVE/list already.`);
  }
  const text = description === undefined ? "" : ` [${requireLineText(description, "The description")}]`;
  return applySplices(list, [{ start: 0, end: 0, text: `${issue}${text}\n\tTODO: check\n` }]);
}
