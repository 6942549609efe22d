import type { ProveFindings } from "../../builder/index.ts";
import { type ArchiveFindings, notCompared, type StepRecord, statementOf } from "../../updates/index.ts";
import type { ProofFact } from "../../web/index.ts";

/** The findings of a step's own statement, which was verified when it was taken over; null before. */
export function findingsOf<F>(record: StepRecord): F | null {
  const statement = statementOf(record);
  return statement ? (statement.predicate.findings as F) : null;
}

const PENDING = { cause: "", differences: [], reports: [] } as const;

/** Whether what was built again is the same bit by bit: under variation, and from the record. */
export function reproducesItself(steps: readonly StepRecord[], overridden: boolean): ProofFact {
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

/** Whether the archive built the same; says nothing about whether it reproduces itself. */
export function matchesArchive(steps: readonly StepRecord[]): ProofFact {
  const step = steps.find((one) => one.step === "prove" && one.kind === "archive");
  if (step?.state !== "done") return { ...PENDING, state: "pending", sentence: "Not compared yet." };
  const findings = findingsOf<ArchiveFindings>(step);
  return {
    state: archiveState(step.result, findings),
    sentence: step.message,
    cause: findings?.cause ?? "",
    differences: (findings?.packages ?? [])
      .filter((one) => !one.same)
      .map((one) => ({ file: one.name, cause: one.cause || `another build in ${one.suite}` })),
    reports: findings?.report === undefined ? [] : [findings.report],
  };
}

/** Only what was compared in every package matches; a match of some is told apart. */
export function archiveState(result: string | null, findings: ArchiveFindings | null): ProofFact["state"] {
  if (result === "nothing-to-do") return "nothing-to-compare";
  if (result !== "passed") return "no";
  const { absent, unseen } = notCompared(findings ?? {});
  return absent.length + unseen.length === 0 ? "yes" : "partly";
}
