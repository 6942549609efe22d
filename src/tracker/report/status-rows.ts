import { type SourceRow, suiteName } from "../archive/source-versions.ts";
import type { Tracker } from "../model/tracker.ts";
import type { Judge, Verdict } from "../verdict/types.ts";
import { debianFixedVersion, debianStatus, isPlanned, suiteVersions } from "./debian-answer.ts";

/** The ten columns of `tracker status`; `-` is absent. */
export const STATUS_COLUMNS = [
  "package",
  "release",
  "issue",
  "status",
  "fixed_version",
  "urgency",
  "nodsa",
  "nodsa_reason",
  "next_point_update",
  "repositories",
] as const;

/** One line of `tracker status --format tsv`, without newline. */
export function statusRow(verdict: Verdict, tracker: Tracker, judge: Judge): string {
  const { status } = verdict;
  const remark = verdict.basis.remark?.remark;
  const said = judge.asDebian ? debianStatus(verdict) : status;
  const fixed =
    (judge.asDebian ? debianFixedVersion(verdict) : status === "fixed" ? verdict.fixedVersion : undefined) ?? "-";
  const text = remark ? remark.text : "-";
  const reason = remark ? (remark.reason === "minor" ? "" : remark.reason) : "-";
  const flag = isPlanned(verdict, tracker, judge) ? "yes" : "-";
  const { package: name, release, issue, urgency } = verdict;
  const repositories = repositoriesOf(verdict);
  // join makes one flat string; pieces glued one by one would stay a tree in memory.
  return [name, release, issue, said, fixed, urgency, text, reason, flag, repositories].join("\t");
}

/** The columns that may stand behind the ten, named here: with `--signals`. */
export const SIGNAL_COLUMNS = ["exploited_since", "likelihood"] as const;

/** Day of known exploitation and probability of exploitation within 30 days; `-` is absent. */
export function statusSignals({ issue }: Verdict, tracker: Tracker): string {
  const { exploited, likelihood } = tracker.signalsOf(issue) ?? {};
  return `${exploited?.since ?? "-"}\t${likelihood?.probability ?? "-"}`;
}

/** One or two suites of one area are nearly all there is; they need no map. */
function repositoriesOf(verdict: Verdict): string {
  const [first, second, third] = verdict.basis.rows;
  if (first === undefined) return "-";
  if (second === undefined) return offerOf(first.row);
  if (third === undefined && first.row.role !== second.row.role) return `${offerOf(first.row)} ${offerOf(second.row)}`;
  return Array.from(suiteVersions(verdict), ([suite, version]) => `${suite}=${version}`).join(" ");
}

const offers = new WeakMap<SourceRow, string>();

/** `bookworm=8.0-1`; a row stands beside every issue of its package. */
function offerOf(row: SourceRow): string {
  const known = offers.get(row);
  if (known !== undefined) return known;
  const made = `${suiteName(row)}=${row.version}`;
  offers.set(row, made);
  return made;
}
