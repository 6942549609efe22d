import type { IssueId } from "../../kernel/index.ts";
import type { SourceVersions } from "../archive/source-versions.ts";
import { suiteName } from "../archive/source-versions.ts";
import { lineAt } from "../format/list-file.ts";
import type { Note } from "../format/types.ts";
import type { Claim, Contest, ContestReason, Contribution } from "../model/claim.ts";
import type { ResolvedIssue } from "../model/resolve-issue.ts";
import { recordsSetAside, type SetAsideRecord } from "../model/set-aside.ts";
import type { Tracker } from "../model/tracker.ts";
import { signalSentences } from "../signals/signals.ts";
import { setAsideSteps } from "./set-aside-steps.ts";
import type { LinePlace, Step } from "./step.ts";
import type { Judge, Verdict } from "./types.ts";
import { type Question, verdict } from "./verdict.ts";
import { whatWouldChange } from "./what-would-change.ts";

export interface Explanation {
  /** `libmodbus in bookworm, CVE-2024-10918: vulnerable`. */
  readonly headline: string;
  /** The chain from the lines in the lists to the answer. */
  readonly steps: readonly Step[];
  /** undefined when no list connects issue and package. */
  readonly verdict: Verdict | undefined;
}

const WHY: Readonly<Record<ContestReason, string>> = {
  "same-record": "it stands in the same record and is merged into the line that counts",
  "older-fix": "its version is lower",
  "equal-fix": "it says the same",
  "issue-has-no-fix": "the line that counts has no fixed version, and an advisory cannot close that",
  "advisory-has-no-fix": "the advisory has no fixed version, which displaces any version",
  "undetermined-wins": "the line that counts is undetermined, and an advisory does not settle that",
  "fix-over-not-affected": "an advisory fixes what it calls not affected",
  "upper-layer": "an upper layer decides this package and release",
  withdrawn: "an upper layer withdraws it, so that what it had covered counts again",
};

/** Why the verdict is what it is: every line that was heard, which one counts, which suite's version decided, and what would change it. */
export function explain(tracker: Tracker, archive: SourceVersions, question: Question, judge: Judge): Explanation {
  const found = verdict(tracker, archive, question, judge);
  const subject = `${question.package} in ${question.release}, ${question.issue}`;
  const aside = recordsSetAside(tracker.layers, question.issue);
  if (found === undefined) {
    const steps = nothingSteps(tracker.issue(question.issue), question, aside);
    const answer = aside.length > 0 ? "no answer, for a record is set aside" : "nothing is said";
    return { headline: `${subject}: ${answer}`, steps, verdict: undefined };
  }
  const steps = [
    ...issueSteps(found),
    ...setAsideSteps(aside, found.issue),
    ...withdrawalSteps(found.basis.resolved, question),
    ...lineSteps(found, tracker.layers.length > 1),
    ...suiteSteps(found),
    ...decisionSteps(found),
    ...limitSteps(found, judge),
    ...signalSteps(tracker, found.issue),
  ];
  steps.push({ topic: "change", text: whatWouldChange(found) });
  return { headline: `${subject}: ${found.status}`, steps, verdict: found };
}

/** Why there is no verdict. */
function nothingSteps(
  known: ResolvedIssue | undefined,
  question: Question,
  aside: readonly SetAsideRecord[],
): readonly Step[] {
  const { issue } = question;
  const steps = [...setAsideSteps(aside, issue)];
  if (known !== undefined) {
    const state = known.state === "normal" ? "known" : known.state;
    const text = `${issue} is ${state}; no line of it applies to ${question.package} in ${question.release}.`;
    steps.unshift({ topic: "issue", text });
  } else if (aside.length === 0) {
    steps.push({ topic: "issue", text: `No list holds ${issue}.` });
  }
  return [...steps, ...withdrawalSteps(known, question)];
}

function issueSteps({ basis, issue }: Verdict): readonly Step[] {
  const { state } = basis.resolved;
  if (state === "normal") return [];
  return [{ topic: "issue", text: `${issue} is ${state} in the list of issues.` }];
}

/** Lines about this package that an upper layer took away. */
function* withdrawalSteps(resolved: ResolvedIssue | undefined, question: Question): Generator<Step, void> {
  for (const { note, from, undone } of resolved?.withdrawals ?? []) {
    if (note.package !== question.package) continue;
    const about = note.release === undefined ? "the default line" : `the line for ${note.release}`;
    yield {
      topic: "withdrawn",
      text: `The layer ${from.layer.name} withdraws ${about}: ${note.text}.`,
      place: placeOf(undone?.from ?? from, undone?.note ?? note),
    };
  }
}

function* lineSteps(found: Verdict, layered: boolean): Generator<Step, void> {
  const { claim, defaultClaim } = found.basis;
  if (claim === undefined) return;
  const which = `${lineOf(claim.from)}${layered ? ` of the layer ${claim.from.layer.name}` : ""}`;
  yield { topic: "line", text: `${which} counts: ${meaning(claim.note)}.`, place: placeOf(claim.from, claim.note) };
  const { release } = claim.note;
  if (release === undefined) {
    yield { topic: "inherited", text: `No line names ${found.release}, so the default line applies to it.` };
  } else if (release !== found.release) {
    yield { topic: "inherited", text: `${found.release} is built on ${release} and inherits its line.` };
  } else if (defaultClaim !== undefined) {
    const text = `The default line does not apply, because ${release} has a line of its own.`;
    yield { topic: "inherited", text, place: placeOf(defaultClaim.from, defaultClaim.note) };
  }
  for (const contest of claim.contests) yield contestStep(contest);
}

function lineOf({ file, record }: Contribution): string {
  return file.kind === "advisories" ? `This line of ${record.name}` : "This line";
}

function contestStep({ loser, loserFrom, reason }: Contest): Step {
  return {
    topic: "contest",
    text: `${lineOf(loserFrom)} does not count: ${WHY[reason]}.`,
    place: placeOf(loserFrom, loser),
  };
}

function* suiteSteps({ basis, package: name, release }: Verdict): Generator<Step, void> {
  if (basis.rows.length === 0) yield { topic: "suite", text: `No suite of ${release} has ${name}.` };
  for (const judged of basis.rows) {
    const { row, vulnerable, comparedAs } = judged;
    const counts = judged === basis.counted ? ", and this one decides" : "";
    const as = comparedAs === row.version ? "" : ` (a rebuild of ${comparedAs})`;
    const state = vulnerable === "yes" ? "vulnerable" : vulnerable === "no" ? "not vulnerable" : "undetermined";
    yield { topic: "suite", text: `${suiteName(row)}/${row.area} has ${row.version}${as}: ${state}${counts}.` };
  }
}

function* decisionSteps({ basis, status, decision }: Verdict): Generator<Step, void> {
  const { remark, planned, supportEnd } = basis;
  const idle = status === "vulnerable" || status === "undetermined" ? "" : " It changes nothing now.";
  if (remark) {
    const word = remark.remark.reason === "minor" ? "no advisory (minor)" : remark.remark.reason;
    const before = idle === "" && (planned || supportEnd) ? " What follows counts before it." : "";
    const text = `Decided: ${word}, ${remark.remark.text}.${idle}${before}`;
    yield { topic: "decision", text, place: placeOf(remark.from, remark.remark) };
  }
  if (planned) {
    const text = `${planned.version} waits for the next point release of ${planned.release} (${planned.file.path}:${planned.line}).${idle}`;
    yield { topic: "decision", text };
  }
  if (supportEnd) {
    const text = `${supportEnd.text}${/[.?!]$/.test(supportEnd.text) ? "" : "."} No fix will come.`;
    yield { topic: "decision", text, ...(supportEnd.place && { place: { ...supportEnd.place, quote: "" } }) };
  } else if (decision?.kind === "unimportant") {
    yield { topic: "decision", text: "The line that counts calls it unimportant." };
  }
}

/** Limited support changes no answer, but a reader should know. */
function* limitSteps({ package: name, release }: Verdict, judge: Judge): Generator<Step, void> {
  const limit = judge.support?.limitedFor(name, release);
  if (limit) yield { topic: "decision", text: limit.text, place: { ...limit.place, quote: "" } };
}

/** What others say of its danger: no reason of the verdict, but of what to do about it. */
function* signalSteps(tracker: Tracker, issue: IssueId): Generator<Step, void> {
  const signals = tracker.signalsOf(issue);
  if (signals) for (const text of signalSentences(signals)) yield { topic: "signal", text };
}

function meaning(note: Note): string {
  switch (note.kind) {
    case "fixed":
      return `fixed from ${note.version} on`;
    case "not-affected":
      return note.text === "" ? "not affected" : `not affected, ${note.text}`;
    case "end-of-life":
      return "no fix will come, the package is past its end of life";
    case "undetermined":
      return "it is not known whether the package is affected";
    case "removed":
      return "no fix, and the package has been removed";
    case "itp":
      return "the package was not in the archive when this was written";
    default:
      return "no fix yet";
  }
}

/** Where something was said. */
export function placeOf(from: Contribution, said: { readonly line: number }): LinePlace {
  return {
    layer: from.layer.name,
    file: from.file.path,
    line: said.line,
    quote: lineAt(from.file, from.record, said.line),
  };
}

/** The advisory behind a claim, when one is. */
export function advisoryOf(claim: Claim): string | undefined {
  return claim.from.file.kind === "advisories" ? claim.from.record.name : undefined;
}

/** The explanation as text: one line a step, places in the form that editors follow. */
export function formatExplanation(explanation: Explanation): string {
  const lines = [explanation.headline];
  for (const { text, place } of explanation.steps) {
    lines.push(`  ${text}`);
    if (place) lines.push(`      ${place.layer} ${place.file}:${place.line}: ${place.quote}`.replace(/: $/, ""));
  }
  return lines.join("\n");
}
