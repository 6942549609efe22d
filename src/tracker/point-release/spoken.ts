import { compareVersions } from "../../kernel/index.ts";
import { lineAt } from "../format/list-file.ts";
import type { Claim } from "../model/claim.ts";
import type { Tracker } from "../model/tracker.ts";

export interface About {
  readonly issue: string;
  readonly package: string;
  readonly release: string;
}

/** What the layer says about an issue in a package of a release already, and whether that settles a fix that has come. */
export interface Spoken {
  readonly settles: boolean;
  /** `CVE/list:12 says <unfixed>`. */
  readonly says: string;
}

/**
 * The line of the layer at `depth` that counts for exactly this package and release: somebody wrote it there, or an
 * advisory did. undefined when there is none, or only a remark, which is what a plan stands beside.
 */
export function spokenOf(tracker: Tracker, depth: number, about: About, has: string | undefined): Spoken | undefined {
  const resolved = tracker.issue(about.issue);
  const here = (one: { readonly package: string; readonly release: string | undefined }): boolean =>
    one.package === about.package && one.release === about.release;
  const claim = resolved?.claims.find(({ note, from }) => from.depth === depth && here(note));
  if (claim) return { settles: answers(claim, has), says: wordsOf(claim) };
  const withdrawn = resolved?.withdrawals.find(({ note, from }) => from.depth === depth && here(note));
  return withdrawn && { settles: false, says: wordsOf(withdrawn) };
}

/** The remark that the merged line takes the place of, as it stands there: `<no-dsa> (Minor issue)`. */
export function remarkOf(tracker: Tracker, depth: number, about: About): string | undefined {
  const found = tracker
    .issue(about.issue)
    ?.remarks.find(
      ({ remark, from }) =>
        from.depth === depth && remark.package === about.package && remark.release === about.release,
    );
  return found && bodyOf(lineAt(found.from.file, found.from.record, found.remark.line));
}

/** Whether the package is not vulnerable by this line in the version that the archive has. */
function answers({ note }: Claim, has: string | undefined): boolean {
  if (note.kind === "not-affected") return true;
  return note.version !== undefined && has !== undefined && compareVersions(note.version, has) <= 0;
}

function wordsOf({ note, from }: Pick<Claim, "note" | "from">): string {
  const { file, record } = from;
  const where = file.kind === "advisories" ? record.name : `${file.path}:${note.line}`;
  return `${where} says ${bodyOf(lineAt(file, record, note.line)) || "<unfixed>"}`;
}

/** What stands behind the package: `1.2-3 (bug #1)`, `<unfixed>`. */
function bodyOf(line: string): string {
  return line.replace(/^(?:\[[^\]]*\]\s+)?-\s+\S+\s*/, "");
}
