import type { IssueId } from "../../kernel/index.ts";
import type { Snapshot } from "../live/live-state.ts";
import { allVerdicts } from "../verdict/all-verdicts.ts";
import { dpkgJudge } from "../verdict/dpkg-judge.ts";
import { type AnswerText, answerText } from "./answer.ts";

/** One verdict that differs from what it was; null where there is none. */
export interface Change {
  readonly issue: IssueId;
  readonly package: string;
  readonly release: string;
  readonly from: AnswerText | null;
  readonly to: AnswerText | null;
}

/**
 * What is answered about each issue. All answers of an issue are one text, `package TAB release TAB answer` a line: half
 * a million small objects would take ten times as much memory, and equal texts need no second look.
 */
export type Answers = Map<IssueId, string>;

/** Brings the answers up to a snapshot and tells what that changed, by issue, package and release in byte order. */
export function changesTo(answers: Answers, snapshot: Snapshot, everything: boolean): readonly Change[] {
  const { changed, tracker } = snapshot;
  const names =
    everything || changed === "everything" ? new Set([...answers.keys(), ...tracker.issueNames()]) : changed;
  const found: Change[] = [];
  for (const issue of [...names].sort()) {
    const before = answers.get(issue) ?? "";
    const now = answersOf(issue, snapshot);
    if (now === before) continue;
    found.push(...between(issue, before, now));
    if (now === "") answers.delete(issue);
    else answers.set(issue, now);
  }
  return found;
}

function answersOf(issue: IssueId, { tracker, archive }: Snapshot): string {
  const lines: string[] = [];
  for (const verdict of allVerdicts(tracker, archive, dpkgJudge, { issue })) {
    lines.push(`${verdict.package}\t${verdict.release}\t${answerText(verdict)}`);
  }
  return lines.sort().join("\n");
}

function between(issue: IssueId, before: string, now: string): readonly Change[] {
  const old = byPlace(before);
  const fresh = byPlace(now);
  const places = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  return places.flatMap((place) => {
    const [name = "", release = ""] = place.split("\t");
    const from = old.get(place) ?? null;
    const to = fresh.get(place) ?? null;
    return from === to ? [] : [{ issue, package: name, release, from, to }];
  });
}

function byPlace(text: string): Map<string, AnswerText> {
  const places = new Map<string, AnswerText>();
  for (const line of text === "" ? [] : text.split("\n")) {
    const at = line.lastIndexOf("\t");
    places.set(line.slice(0, at), line.slice(at + 1));
  }
  return places;
}

/** Takes changes over, as they were told. */
export function applyChanges(answers: Answers, changes: Iterable<Change>): void {
  const touched = new Map<IssueId, Map<string, AnswerText>>();
  for (const { issue, package: name, release, to } of changes) {
    const places = touched.get(issue) ?? byPlace(answers.get(issue) ?? "");
    touched.set(issue, places);
    if (to === null) places.delete(`${name}\t${release}`);
    else places.set(`${name}\t${release}`, to);
  }
  for (const [issue, places] of touched) {
    if (places.size === 0) answers.delete(issue);
    else
      answers.set(
        issue,
        Array.from(places, ([place, answer]) => `${place}\t${answer}`)
          .sort()
          .join("\n"),
      );
  }
}
