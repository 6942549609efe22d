import type { TestFindings } from "../../builder/index.ts";
import type { Distribution, Person } from "../../distribution/index.ts";
import {
  type AdvisoryRecord,
  personNamed,
  queueAuthLine,
  queueFor,
  queueSourceLine,
  type ReviewFindings,
  type StepRecord,
  stepLabel,
  type TesterReportRecord,
  type UpdateView,
  uploadersOf,
} from "../../updates/index.ts";
import type { QueueAccess, StepModel, TestModel, UpdateModel } from "../../web/index.ts";
import { findingsOf, matchesArchive, reproducesItself } from "./proof-facts.ts";
import { toRow } from "./rows.ts";

export interface UpdateParts {
  readonly view: UpdateView;
  readonly reports: readonly TesterReportRecord[];
  readonly advisory: AdvisoryRecord | null;
}

/** Everything that an update's page says, from its rows and signed statements. */
export function updateModel(
  { view, reports, advisory }: UpdateParts,
  definition: Distribution,
  publicUrl: string,
  reader: Person | null,
): UpdateModel {
  const { update, steps, approvals, waiting, decisions } = view;
  const overridden =
    approvals.filter((one) => one.decision === "override-proof").length >= definition.policy.overrideApprovals;
  const review = steps.find((step) => step.step === "review");
  return {
    row: toRow(view, reader),
    act: waiting.act,
    summary: update.summary,
    regressionOf: update.regression_of,
    architectures: update.architectures,
    createdAt: update.created_at,
    decisions,
    uploaders: uploadersOf(update).map((id) => ({ id, name: personNamed(definition, id)?.name ?? id })),
    uploadFingerprint: update.uploader_fingerprint,
    steps: steps.map(stepModel),
    reproducesItself: reproducesItself(steps, overridden),
    matchesArchive: matchesArchive(steps),
    tests: steps.filter((step) => step.step === "test").flatMap(testModels),
    reports: reports.map(({ tester, verdict, note, at }) => ({ tester, verdict, note, at })),
    review: review ? findingsOf<ReviewFindings>(review) : null,
    approvals: approvals.map(({ person, decision, reason, given_at: at }) => ({ person, decision, reason, at })),
    needs: { approvals: definition.policy.approvals, overrides: definition.policy.overrideApprovals },
    advisory: advisory?.id ?? null,
    queue: queueAccess(view, definition, publicUrl),
  };
}

function stepModel(record: StepRecord): StepModel {
  const { row } = record;
  return {
    label: stepLabel(record),
    state: record.state,
    result: record.result,
    message: record.message,
    party: row.party,
    attempt: row.attempt,
    readyAt: row.ready_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    hasLog: row.party.startsWith("builder:"),
    hasEvidence: row.envelope !== "",
  };
}

function testModels(step: StepRecord): TestModel[] {
  const findings = findingsOf<TestFindings>(step);
  return (findings?.tests ?? []).map((test) => ({ architecture: step.architecture, ...test }));
}

/** How testers get it while it waits; null before it is queued and after it is out. */
function queueAccess(
  { update, steps, files }: UpdateView,
  definition: Distribution,
  publicUrl: string,
): QueueAccess | null {
  const queued = steps.find((step) => step.step === "queue");
  if (update.state !== "open" || queued?.state !== "done") return null;
  const queue = queueFor(definition, update.embargoed);
  const packages = files
    .filter((file) => file.role === "built" && file.package !== "" && !file.package.endsWith("-dbgsym"))
    .map((file) => `${file.package}=${file.package_version}`);
  return {
    name: queue.name,
    embargoed: queue.embargoed,
    sources: `${queueSourceLine(definition, queue, update.release, publicUrl)}\n`,
    auth: queue.embargoed ? `${queueAuthLine(queue, publicUrl, "TOKEN")}\n` : "",
    install: `wget -O /etc/apt/keyrings/${definition.name}-queue.asc ${publicUrl}/keys/queue.asc\napt update\napt install ${[...new Set(packages)].join(" ")}\n`,
  };
}
