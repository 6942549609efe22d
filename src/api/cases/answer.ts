import type {
  Act,
  CannedAnswer,
  Case,
  CaseMessage,
  CaseRow,
  CaseView,
  Done,
  Hour,
  Lesson,
  NextStep,
  ReplyDraft,
  ReviewRow,
  RunningClock,
  SentReply,
  SetAsideRow,
  TeamWord,
  TriageRow,
} from "../../cases/index.ts";
import { FLAGS, sealedView, warningsOfHour } from "../../cases/index.ts";
import type {
  CannedTextAnswer,
  CaseAnswer,
  CaseMessageAnswer,
  CaseRowAnswer,
  ClockAnswer,
  LessonAnswer,
  LessonHeadAnswer,
  ReplyDraftAnswer,
  ReviewRowAnswer,
  SentReplyAnswer,
  SetAsideRowAnswer,
  TeamWordAnswer,
  TriageRowAnswer,
} from "./schemas.ts";

import { sealedViewAnswer } from "./sealed-schemas.ts";

/** A case as a list tells it. */
export function rowAnswer(row: CaseRow): CaseRowAnswer {
  return {
    id: row.id,
    state: row.state,
    team: row.team,
    assignee: row.assignee ?? null,
    severity: row.severity ?? null,
    receivedAt: row.receivedAt.toISOString(),
    due: row.due === undefined ? null : clockAnswer(row.due),
    late: row.late,
    waitsFor: [...row.waitsFor],
    unansweredSince: iso(row.unansweredSince),
    why: row.why,
    yours: row.yours,
    title: row.title,
  };
}

export function triageAnswer({ row, words, askingSince, next, judged }: TriageRow): TriageRowAnswer {
  return {
    case: rowAnswer(row),
    words: words.map(wordAnswer),
    askingSince: askingSince.toISOString(),
    next: nextAnswer(next),
    judged: judgedAnswer(judged),
  };
}

/** A mail that headers put aside. */
export function setAsideAnswer({ row, judged }: SetAsideRow): SetAsideRowAnswer {
  return { case: rowAnswer(row), judged: judgedAnswer(judged) };
}

function judgedAnswer(judged: TriageRow["judged"]): TriageRowAnswer["judged"] {
  return judged ? { ...judged, flags: [...judged.flags], says: judged.flags.map((flag) => FLAGS[flag]) } : null;
}

/** A case for whoever may read it. */
export function caseAnswer(view: CaseView): CaseAnswer {
  const { kept, policy, reporterKey } = view;
  return {
    ...rowAnswer(view.row),
    title: kept.title,
    reporter: kept.reporter,
    reporterKey: reporterKey ? { ...reporterKey, since: reporterKey.since.toISOString() } : null,
    cameEncrypted: kept.cameEncrypted,
    policy: { name: policy.name, title: policy.title },
    work: workAnswer(kept.case),
    hourWarnings: [...warningsOfHour(kept.case, policy)],
    clocks: view.clocks.map(clockAnswer),
    overdue: view.late.map(({ clock }) => clock),
    next: nextAnswer(view.next),
    words: view.words.map(wordAnswer),
    possible: view.possible.map(({ act, sentence, can }) => ({ act, sentence, can })),
    nextOwnId: view.nextOwnId ?? null,
    messages: view.messages.map(messageAnswer),
    advisory: kept.advisory,
    readers: view.readers.map(({ who, role }) => ({ who, role })),
    readBy: view.readBy.map(({ who, at }) => ({ who, at: at.toISOString() })),
    log: view.log.map(doneAnswer),
  };
}

export function draftAnswer({ fingerprint, keyFrom, unasked, ...draft }: ReplyDraft): ReplyDraftAnswer {
  return { ...draft, fingerprint: fingerprint ?? null, keyFrom: keyFrom ?? null, unasked: [...unasked] };
}

export function sentAnswer({ messageId, how, fingerprint, sentBefore }: SentReply): SentReplyAnswer {
  return { messageId, how, fingerprint: fingerprint ?? null, sentBefore: sentBefore?.toISOString() ?? null };
}

export function cannedAnswer({ name, title, sort, body }: CannedAnswer): CannedTextAnswer {
  return { name, title, sort: sort ?? null, body };
}

export function reviewAnswer(row: ReviewRow): ReviewRowAnswer {
  const { title: _, ...shown } = rowAnswer({ ...row, title: null });
  return {
    ...shown,
    changedAt: row.changedAt.toISOString(),
    priority: row.priority ?? null,
    expires: hourAnswer(row.expires),
    lacks: [...row.lacks],
  };
}

export function lessonHeadAnswer({
  id,
  at,
  by,
  rule,
  acknowledged,
  unreadBy,
}: Omit<Lesson, "lesson">): LessonHeadAnswer {
  return { id, rule: rule ?? null, at: at.toISOString(), by, acknowledged, unreadBy: [...unreadBy] };
}

export function lessonAnswer(lesson: Lesson): LessonAnswer {
  return { ...lessonHeadAnswer(lesson), lesson: lesson.lesson };
}

function clockAnswer({ startsAt, deadline, ...clock }: RunningClock): ClockAnswer {
  return { ...clock, startsAt: startsAt.toISOString(), deadline: deadline.toISOString() };
}

function nextAnswer(next: NextStep | undefined): CaseAnswer["next"] {
  return next ? { clock: next.clock, step: next.step, at: next.at.toISOString(), to: [...next.to] } : null;
}

function wordAnswer({ team, speaks, verdict, by, at, yours }: TeamWord): TeamWordAnswer {
  return { team, speaks, verdict: verdict ?? null, by: by ?? null, at: iso(at), yours };
}

function workAnswer(it: Case): CaseAnswer["work"] {
  return {
    asked: [...it.asked],
    claimedAt: iso(it.claimedAt),
    priority: it.priority ?? null,
    expires: hourAnswer(it.expires),
    affected: it.affected ?? null,
    reviewers: [...it.reviewers],
    fixReadyAt: iso(it.fixReadyAt),
    fixReleasedAt: iso(it.fixReleasedAt),
    embargo: hourAnswer(it.embargo),
    reporterDate: hourAnswer(it.reporterDate),
    shared: dates(it.shared),
    told: dates(it.told),
    ids: [...it.ids],
    advisoryValid: it.advisoryValid,
    credit: it.credit ?? null,
    acknowledgedAt: iso(it.acknowledgedAt),
    reporterToldAt: iso(it.reporterToldAt),
    lastWordToReporter: iso(it.lastWordToReporter),
    lastWordFromReporter: it.lastWordFromReporter.toISOString(),
    secrecyReviewedAt: iso(it.secrecyReviewedAt),
    leakedAt: iso(it.leakedAt),
    publicSince: iso(it.publicSince),
    exploitationKnownAt: iso(it.exploitationKnownAt),
    dutiesMet: dates(it.dutiesMet),
    publishedAt: iso(it.publishedAt),
    lesson: it.lesson ?? null,
    lessonReadBy: [...it.lessonReadBy],
    observers: it.observers.map((one) => ({ ...one, until: one.until.toISOString() })),
    overrides: it.overrides.map((one) => ({ ...one, at: one.at.toISOString() })),
  };
}

function messageAnswer({ id, at, kept, delivery }: CaseMessage): CaseMessageAnswer {
  const { direction, by, messageId, shown, judgement, encryptedTo } = kept;
  const sealed = sealedView(kept);
  return {
    id,
    at: at.toISOString(),
    direction,
    by,
    messageId,
    headers: shown.headers.map((header) => ({ ...header })),
    parts: shown.parts.map((part) => ({ ...part, signers: [...part.signers] })),
    judgement: judgement
      ? {
          ...judgement,
          crypto: { ...judgement.crypto },
          flags: [...judgement.flags],
          attachments: judgement.attachments.map((file) => ({ ...file, signers: [...file.signers] })),
        }
      : null,
    encryptedTo: [...encryptedTo],
    delivery: delivery ?? null,
    ...(sealed ? { sealed: sealedViewAnswer(sealed) } : {}),
  };
}

function doneAnswer({ at, by, role, act }: Done): CaseAnswer["log"][number] {
  return { at: at.toISOString(), by, role, act: act.act, details: detailsOf(act) };
}

type Details = CaseAnswer["log"][number]["details"];

/** What was said for an act, whichever it is: text, a decision, names, an hour. */
function detailsOf({ act: _, ...said }: Act): Details {
  return Object.fromEntries(
    Object.entries(said as Readonly<Record<string, Said>>).map(([field, value]) => [field, saidAnswer(value)]),
  );
}

type Said = string | boolean | Date | readonly string[] | Hour;

function saidAnswer(value: Said): Details[string] {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "string" || typeof value === "boolean") return value;
  return isList(value) ? [...value] : hourAnswer(value);
}

function isList(value: Said): value is readonly string[] {
  return Array.isArray(value);
}

type HourAnswer = { readonly at: string; readonly zone: string };

function hourAnswer(hour: Hour): HourAnswer;
function hourAnswer(hour: Hour | undefined): HourAnswer | null;
function hourAnswer(hour: Hour | undefined): HourAnswer | null {
  return hour ? { at: hour.at.toISOString(), zone: hour.zone } : null;
}

function dates(of: Readonly<Record<string, Date>>): Record<string, string> {
  return Object.fromEntries(Object.entries(of).map(([name, at]) => [name, at.toISOString()]));
}

function iso(date: Date | undefined): string | null {
  return date?.toISOString() ?? null;
}
