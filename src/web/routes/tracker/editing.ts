import type { Person } from "../../../distribution/index.ts";
import { isIssueId, toSamedayError } from "../../../kernel/index.ts";
import { may } from "../../access.ts";
import type { WebOptions } from "../../http/options.ts";
import type { AdvisoryEditing, IssueEditing, SourceEditing } from "../../model/index.ts";

/** What people of the team get beside a page: its forms. Nothing for everybody else. */
export interface Editing {
  readonly issue?: IssueEditing;
  readonly source?: SourceEditing;
  readonly advisory?: AdvisoryEditing;
}

/** What the forms of the page at this path need, read now: the tracker's own snapshot may be a moment old. */
export async function editingOf(
  { trackerEdits }: Pick<WebOptions, "trackerEdits">,
  person: Person | null,
  path: string,
): Promise<Editing> {
  if (trackerEdits === undefined || !may(person, "edit")) return {};
  const [, source, name] = /^\/tracker\/(source-package\/)?([^/]+)$/.exec(path) ?? [];
  const asked = nameIn(name ?? "");
  try {
    const advisory = () => trackerEdits.advisory();
    if (source !== undefined) return { source: await trackerEdits.source(asked), advisory: await advisory() };
    return isIssueId(asked) ? { issue: await trackerEdits.issue(asked), advisory: await advisory() } : {};
  } catch (error) {
    // A record that cannot be edited, such as one that stands twice, still has its page; the form says why when it is sent.
    if (toSamedayError(error).httpStatus >= 500) throw error;
    return {};
  }
}

function nameIn(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return "";
  }
}
