import type { ListFile } from "../format/list-file.ts";
import type { LayerFiles } from "../layers/layer.ts";
import type { AskedBugs } from "./ask-bugs.ts";
import { bugsOfOpenNotes, CLOSED_BUGS_FILE, parseClosedBugs, renderClosedBugs } from "./closed-bugs.ts";
import type { BugReport } from "./report.ts";

/** Which bugs of open lines are closed, by what is known from before and what was asked; the file where it changes. */
export function closedAfter(
  layers: readonly LayerFiles[],
  lists: readonly ListFile[],
  asked: Pick<AskedBugs, "open" | "watched">,
): { readonly bugs: readonly number[]; readonly bytes?: Uint8Array } {
  const watched = new Set(bugsOfOpenNotes(lists.filter(({ kind }) => kind === "issues")));
  const bytes = layers.at(-1)?.get(CLOSED_BUGS_FILE);
  const before = parseClosedBugs(bytes ?? new Uint8Array()).value;
  const closed = new Map([...before].filter(([bug]) => watched.has(bug)));
  const answered: readonly BugReport[] = [...asked.open, ...asked.watched];
  for (const { bug, closed: isClosed, fixedIn } of answered) {
    if (isClosed && watched.has(bug)) closed.set(bug, fixedIn);
    else closed.delete(bug);
  }
  const after = renderClosedBugs(closed);
  const bugs = [...closed.keys()].sort((a, b) => a - b);
  return Buffer.compare(bytes ?? new Uint8Array(), after) === 0 ? { bugs } : { bugs, bytes: after };
}
