import type { StepRecord, UpdateRow } from "../../updates/index.ts";
import { stepLabel, uploadersOf } from "../../updates/index.ts";
import type { StepAnswer, UpdateAnswer } from "../schemas.ts";

/** An update as the JSON interface tells it. */
export function updateAnswer(view: UpdateRow, advisory: string | null, seen: number): UpdateAnswer {
  const { update, steps, approvals, waiting, decisions } = view;
  return {
    id: update.id,
    source: update.source,
    version: update.version,
    release: update.release,
    architectures: update.architectures,
    issues: update.issues,
    regressionOf: update.regression_of,
    summary: update.summary,
    embargoed: update.embargoed,
    embargoUntil: iso(update.embargo_until),
    state: update.state,
    reason: update.reason,
    uploader: update.uploader,
    uploaders: [...uploadersOf(update)],
    knownAt: update.known_at.toISOString(),
    deadline: update.deadline_at.toISOString(),
    createdAt: update.created_at.toISOString(),
    publishedAt: iso(update.published_at),
    waiting,
    decisions: [...decisions],
    steps: steps.map(stepAnswer),
    approvals: approvals.map(({ person, decision, reason }) => ({ person, decision, reason })),
    advisory,
    seen,
  };
}

function stepAnswer(record: StepRecord): StepAnswer {
  const { row } = record;
  return {
    step: record.step,
    kind: record.kind,
    architecture: record.architecture,
    label: stepLabel(record),
    state: record.state,
    result: record.result,
    message: record.message,
    reason: row.reason,
    party: row.party,
    attempt: row.attempt,
    readyAt: iso(row.ready_at),
    startedAt: iso(row.started_at),
    finishedAt: iso(row.finished_at),
  };
}

function iso(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
