import type { IssueId } from "../../kernel/index.ts";
import type { ListRecord } from "../format/types.ts";
import type { Snapshot } from "../live/live-state.ts";
import type { CveRequest } from "../names/cve-requests.ts";
import { perSnapshot, type View, type ViewRow } from "./view.ts";

/** `CVE-2026-XXXX`, behind which the lists keep the issues of a year that have no number. */
const GROUP = /^CVE-\d{4}-XXXX$/;
const GROUP_LENGTH = "CVE-2026-XXXX".length;

const rows = perSnapshot((snapshot: Snapshot): readonly ViewRow[] => {
  const requests = new Map(
    snapshot.tracker.layers.flatMap((layer) => layer.cveRequests).map((one) => [one.issue, one]),
  );
  const found = new Map<IssueId, ViewRow>();
  // The uppermost layer comes last and has the last word.
  for (const { list } of snapshot.tracker.index.lists) {
    if (list.kind === "advisories") continue;
    for (const { file } of list.pieces) {
      for (const record of file.records) {
        const group = file.text.slice(record.start, record.start + GROUP_LENGTH);
        if (!GROUP.test(group)) continue;
        const asked = requests.get(record.name);
        const note = [standsOpen(snapshot, record), ...(asked ? [requestWords(asked)] : [])].join("; ");
        const name = record.notes[0]?.package ?? "";
        found.set(record.name, { issue: record.name, standing: undefined, package: name, mark: group, note });
      }
    }
  }
  // The newest year first; within a year as in the lists.
  return [...found.values()].sort((a, b) => (a.mark < b.mark ? 1 : a.mark > b.mark ? -1 : 0));
});

/** Where it is open, as far as somebody has looked. */
function standsOpen(snapshot: Snapshot, { name, state, notes }: ListRecord): string {
  if (state !== "normal") return state === "not-for-us" ? "not for us" : state;
  if (notes.length === 0) return "no package is named yet";
  const open = (snapshot.standings.get(name) ?? []).filter(
    ({ status }) => status === "vulnerable" || status === "undetermined",
  );
  const releases = [...new Set(open.map(({ release }) => release))];
  return releases.length === 0 ? "open nowhere" : `open in ${releases.join(", ")}`;
}

function requestWords({ whom, asked, answer }: CveRequest): string {
  if (answer?.kind === "refused") return `${whom} refused a number on ${answer.day} (${answer.reason})`;
  return `${whom} was asked for a number on ${asked}`;
}

/** Issues without a number, grouped by year. */
export const UNNUMBERED_VIEW: View = {
  name: "unnumbered",
  title: "Without a number",
  lead: "Nobody has given these issues a CVE number yet; the lists keep them by year. `sameday tracker cve-request` notes who was asked for one, `assign-cve` writes it in.",
  rows,
};

/** The view of one year's issues without a number; undefined for any other name than `CVE-2026-XXXX`. */
export function unnumberedIn(name: string): View | undefined {
  const group = name.toUpperCase();
  if (!GROUP.test(group)) return undefined;
  return {
    name: group,
    title: `${group}: without a number`,
    lead: UNNUMBERED_VIEW.lead,
    rows: (snapshot) => rows(snapshot).filter(({ mark }) => mark === group),
  };
}
