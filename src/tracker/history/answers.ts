import type { IssueId } from "../../kernel/index.ts";
import { suiteName } from "../archive/source-versions.ts";
import type { Snapshot } from "../live/live-state.ts";
import { allVerdicts } from "../verdict/all-verdicts.ts";
import { dpkgJudge } from "../verdict/dpkg-judge.ts";
import { placeOf } from "../verdict/explain.ts";
import { verdict } from "../verdict/verdict.ts";
import { type AnswerText, answerText } from "./answer.ts";
import type { Change, Why } from "./change.ts";
import type { Cause } from "./step.ts";

const LONGEST_QUOTE = 300;

/**
 * What is answered about each issue. All answers of an issue are one text, `package TAB release TAB answer` a line: half
 * a million small objects would take ten times as much memory, and equal texts need no second look.
 */
export type Answers = Map<IssueId, string>;

/**
 * Brings the answers up to a snapshot and tells what that changed, by issue, package and release in byte order. `cause`
 * says whether what counts is a line or a version; null for the first state, of which nobody knows how it came about.
 */
export function changesTo(
  answers: Answers,
  snapshot: Snapshot,
  everything: boolean,
  cause: Cause["kind"] | null,
): readonly Change[] {
  const { changed, tracker } = snapshot;
  const names =
    everything || changed === "everything" ? new Set([...answers.keys(), ...tracker.issueNames()]) : changed;
  const found: Change[] = [];
  for (const issue of [...names].sort()) {
    const before = answers.get(issue) ?? "";
    const now = answersOf(issue, snapshot);
    if (now === before) continue;
    for (const change of between(issue, before, now)) {
      const why = cause === null || change.to === null ? null : whyNow(change, snapshot, cause);
      found.push({ ...change, why });
    }
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

function between(issue: IssueId, before: string, now: string): readonly Omit<Change, "why">[] {
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

function whyNow(
  { issue, package: name, release, from, to }: Omit<Change, "why">,
  { tracker, archive }: Snapshot,
  cause: Cause["kind"],
): Why | null {
  const found = verdict(tracker, archive, { issue, package: name, release }, dpkgJudge);
  if (found === undefined) return null;
  const { counted, claim, remark, planned } = found.basis;
  if (cause === "archive") return counted ? { suite: suiteName(counted.row), version: counted.row.version } : null;
  const onlyDecided = from !== null && to !== null && saysOfFix(from) === saysOfFix(to);
  if (onlyDecided && planned) {
    const layer = tracker.layers.find((one) => one.planned.includes(planned.file))?.name ?? "";
    return { layer, file: planned.file.path, line: planned.line, quote: `- ${name} ${planned.version}` };
  }
  const place = onlyDecided && remark ? placeOf(remark.from, remark.remark) : claim && placeOf(claim.from, claim.note);
  return place ? { ...place, quote: oneLine(place.quote) } : null;
}

/** An answer without its decision. */
function saysOfFix(text: AnswerText): string {
  return text.slice(0, text.lastIndexOf(" "));
}

function oneLine(quote: string): string {
  return quote.replace(/\s+/g, " ").slice(0, LONGEST_QUOTE);
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
export function applyChanges(answers: Answers, changes: Iterable<Omit<Change, "why">>): void {
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
