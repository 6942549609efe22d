import type { ProveFindings, TestFindings } from "../../builder/index.ts";
import type { Distribution, Person } from "../../distribution/index.ts";
import {
  type AdvisoryRecord,
  type ArchiveFindings,
  decisionsNow,
  personNamed,
  queueAuthLine,
  queueFor,
  queueSourceLine,
  type ReviewFindings,
  type StepRecord,
  statementOf,
  stepLabel,
  type TesterReportRecord,
  type UpdateView,
  uploadersOf,
} from "../../updates/index.ts";
import type { ProofFact, QueueAccess, StepModel, TestModel, UpdateModel } from "../../web/index.ts";
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
  const { update, steps, approvals, waiting } = view;
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
    decisions: update.state === "open" ? decisionsNow(steps) : [],
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

/** The findings of a step's own statement, which was verified when it was taken over; null before. */
function findingsOf<F>(record: StepRecord): F | null {
  const statement = statementOf(record);
  return statement ? (statement.predicate.findings as F) : null;
}

const PENDING = { cause: "", differences: [], reports: [] } as const;

function reproducesItself(steps: readonly StepRecord[], overridden: boolean): ProofFact {
  const proofs = steps.filter((step) => step.step === "prove" && step.kind !== "archive");
  const bad = proofs.filter((step) => step.state === "failed" || step.result === "failed");
  const waiting = proofs.filter((step) => step.state !== "done" && step.state !== "failed");
  const sentence = proofSentence(proofs);
  if (bad.length === 0 && waiting.length > 0) {
    return { ...PENDING, state: "pending", sentence: sentence || "It has not been built again yet." };
  }
  if (bad.length === 0) return { ...PENDING, state: "yes", sentence };
  const found = bad.map((step) => findingsOf<ProveFindings>(step)).filter((findings) => findings !== null);
  const different = found.flatMap((findings) => findings.files.filter((file) => !file.same));
  return {
    state: overridden ? "overridden" : "no",
    sentence,
    cause: [...new Set(different.map((file) => file.cause))].filter((cause) => cause !== "").join("; "),
    differences: different.map((file) => ({ file: file.name, cause: file.cause })),
    reports: [...new Set(found.flatMap((findings) => (findings.report === undefined ? [] : [findings.report])))],
  };
}

/** What the builds found: once when they agree, else each with its name. */
function proofSentence(proofs: readonly StepRecord[]): string {
  const told = proofs.filter((step) => step.message !== "");
  const messages = [...new Set(told.map((step) => step.message))];
  if (messages.length < 2) return messages.join("");
  const name = (step: StepRecord) => (step.kind === "variation" ? "Under variation" : "From the record");
  return told.map((step) => `${name(step)}, ${step.architecture}: ${step.message}`).join(" ");
}

function matchesArchive(steps: readonly StepRecord[]): ProofFact {
  const step = steps.find((one) => one.step === "prove" && one.kind === "archive");
  if (step?.state !== "done") return { ...PENDING, state: "pending", sentence: "Not compared yet." };
  const findings = findingsOf<ArchiveFindings>(step);
  const state = step.result === "nothing-to-do" ? "nothing-to-compare" : step.result === "passed" ? "yes" : "no";
  return {
    state,
    sentence: step.message,
    cause: findings?.cause ?? "",
    differences: (findings?.packages ?? [])
      .filter((one) => !one.same)
      .map((one) => ({ file: one.name, cause: one.cause || `another build in ${one.suite}` })),
    reports: findings?.report === undefined ? [] : [findings.report],
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
