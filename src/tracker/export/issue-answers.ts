import type { IssueId } from "../../kernel/index.ts";
import type { SourceVersions } from "../archive/source-versions.ts";
import { descriptionOf } from "../model/resolve-issue.ts";
import type { Tracker } from "../model/tracker.ts";
import { allVerdicts, type VerdictFilter } from "../verdict/all-verdicts.ts";
import type { Judge, Verdict } from "../verdict/types.ts";
import { plainText } from "./plain-text.ts";
import { webAddress } from "./web-address.ts";

/** Every answer about one issue, with what the lists say of it beside. All text is Unicode. */
export interface IssueAnswers {
  readonly issue: IssueId;
  /** Empty when nobody has described it. */
  readonly description: string;
  readonly rejected: boolean;
  /** By package, then release, in byte order. */
  readonly verdicts: readonly Verdict[];
  /** Names of the advisories that name it: `DSA-5587-1`. */
  readonly advisories: readonly string[];
  readonly bugs: readonly number[];
  /** Addresses in its notes. */
  readonly links: readonly string[];
}

/** One issue after the other, in the order of loading; only one is held at a time. */
export function* issueAnswers(
  tracker: Tracker,
  archive: SourceVersions,
  judge: Judge,
  filter: VerdictFilter = {},
): Generator<IssueAnswers, void> {
  let verdicts: Verdict[] = [];
  for (const verdict of allVerdicts(tracker, archive, judge, filter)) {
    if (verdicts.length > 0 && verdicts[0]?.issue !== verdict.issue) {
      yield answersOf(verdicts);
      verdicts = [];
    }
    verdicts.push(verdict);
  }
  if (verdicts.length > 0) yield answersOf(verdicts);
}

function answersOf(verdicts: Verdict[]): IssueAnswers {
  const { resolved } = (verdicts[0] as Verdict).basis;
  const advisories = resolved.contributions.filter(({ file }) => file.kind === "advisories");
  return {
    issue: resolved.name,
    description: plainText(descriptionOf(resolved)),
    rejected: resolved.state === "rejected",
    verdicts: verdicts.sort(byPackageThenRelease),
    advisories: [...new Set(advisories.map(({ record }) => record.name))].sort(),
    bugs: [...new Set(resolved.claims.flatMap(({ note }) => note.bugs))].sort((a, b) => a - b),
    links: [...new Set(resolved.contributions.flatMap(linksIn))],
  };
}

/** What stands first in a note is what the note is about; an address further on is only mentioned. */
function linksIn({ file, record }: IssueAnswerSource): readonly string[] {
  if (file.kind === "advisories") return [];
  const text = file.text.slice(record.start, record.end);
  return Array.from(text.matchAll(/^[\t ]+NOTE: (https?:\/\/[!-~]+)/gm)).flatMap(
    ([, link]) => webAddress(link ?? "") ?? [],
  );
}

type IssueAnswerSource = Verdict["basis"]["resolved"]["contributions"][number];

function byPackageThenRelease(a: Verdict, b: Verdict): number {
  if (a.package !== b.package) return a.package < b.package ? -1 : 1;
  return a.release < b.release ? -1 : a.release > b.release ? 1 : 0;
}
