import type { Answer, EventIndex, HistoryEvent, VerdictSpan, Why } from "../../tracker/index.ts";
import type { EventCause, EventModel, SinceModel, SpanModel, StandingModel } from "../../web/index.ts";

/** An event's texts, as pages and feeds show them. */
export function eventModel(index: EventIndex, row: number): EventModel {
  const event = index.event(row);
  return {
    id: `${index.name}-${event.id}`,
    at: second(event.time),
    issue: event.issue,
    source: event.package,
    release: event.release,
    before: standingModel(event.from),
    after: standingModel(event.to),
    cause: causeModel(event),
    why: whyWords(event.why),
  };
}

export function standingModel(answer: Answer | null): StandingModel | null {
  if (answer === null) return null;
  const [decision = "", detail = ""] = cut(answer.decision ?? "");
  const decided = answer.status === "vulnerable" && decision !== "";
  const told = decision === "no-dsa" || decision === "planned" ? detail : "";
  return {
    word: (decided ? decision : answer.status) as StandingModel["word"],
    detail: decided ? told : "",
    fixedVersion: answer.fixedVersion,
  };
}

/** At the first colon: versions have colons of their own. */
function cut(text: string): readonly [string, string] {
  const at = text.indexOf(":");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function causeModel({ cause, isFirstState }: HistoryEvent): EventCause {
  if (isFirstState) return { kind: "first-state", commit: "", words: "the first state that is known" };
  if (cause.kind === "archive") return { kind: "archive", commit: "", words: "the archive" };
  const { kind, commit, layer } = cause;
  const words = `commit ${commit.slice(0, 12)} of ${layer}`;
  return kind === "commit"
    ? { kind, commit, words: `${words} by ${cause.author}` }
    : { kind, commit, words: `${words}, to which its history was rewritten` };
}

function whyWords(why: Why | null): string {
  if (why === null) return "";
  if ("suite" in why) return `${why.suite} has ${why.version}`;
  return `${[why.layer, why.file].filter((part) => part !== "").join(" ")}:${why.line} ${why.quote}`;
}

export function sinceModel(span: VerdictSpan): SinceModel {
  return {
    issue: span.issue,
    release: span.release,
    openSince: span.openSince && second(span.openSince),
    atLeast: span.openSinceFirstState,
    fixed: span.fixed && second(span.fixed),
  };
}

export function spanModel(index: EventIndex, span: VerdictSpan): SpanModel {
  const event = (row: number | null): EventModel | null => (row === null ? null : eventModel(index, row));
  return {
    ...sinceModel(span),
    source: span.package,
    now: standingModel(index.event(span.last).to),
    opened: event(span.opened),
    closed: event(span.closed),
    daysToFix: span.daysToFix,
    publishedBy: span.publishedBy,
  };
}

export function second(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
