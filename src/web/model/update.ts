import type { ReviewFindings } from "../../updates/index.ts";
import type { UpdateRow } from "./update-row.ts";

/** One update with everything that its page says. */
export interface UpdateModel {
  readonly row: UpdateRow;
  /** What people can do about it now; `none` while machines work or when it has ended. */
  readonly act: "approve" | "judge" | "disclose" | "publish" | "mend" | "none";
  /** Which signed words are taken now; again after a publication that failed. */
  readonly decisions: readonly ("approve" | "override-proof")[];
  /** As the uploader or a member wrote it, for the advisory; may be empty. */
  readonly summary: string;
  /** The advisory whose regression it repairs. */
  readonly regressionOf: string | null;
  readonly architectures: readonly string[];
  readonly createdAt: Date;
  /** Everybody who signed the source; whose signature brought it stands first. None of them may approve. */
  readonly uploaders: readonly { readonly id: string; readonly name: string }[];
  /** Of the key that the first of them signed with. */
  readonly uploadFingerprint: string;
  /** In the order in which people read them. */
  readonly steps: readonly StepModel[];
  /** Two facts, never merged into one. */
  readonly reproducesItself: ProofFact;
  readonly matchesArchive: ProofFact;
  readonly tests: readonly TestModel[];
  readonly reports: readonly TesterReport[];
  /** Null until the review has been made. */
  readonly review: ReviewFindings | null;
  readonly approvals: readonly ApprovalModel[];
  /** What the policy asks for. */
  readonly needs: { readonly approvals: number; readonly overrides: number };
  /** The advisory's name (`DSA-5814-1`), null before it is told. */
  readonly advisory: string | null;
  /** How a tester gets it; null while no queue holds it. */
  readonly queue: QueueAccess | null;
}

export interface StepModel {
  /** `prove variation amd64`: names the step in logs and addresses. */
  readonly label: string;
  readonly state: "waiting" | "ready" | "running" | "done" | "failed";
  readonly result: "passed" | "failed" | "nothing-to-do" | null;
  /** What was found, or why it could not be done, in one sentence; empty before. */
  readonly message: string;
  /** `desk`, `builder:ash`, a person's id; empty before. */
  readonly party: string;
  /** How often it was begun. */
  readonly attempt: number;
  readonly readyAt: Date | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly hasLog: boolean;
  /** Whether a signed statement can be downloaded. */
  readonly hasEvidence: boolean;
}

/** One fact about the built packages, with its cause. */
export interface ProofFact {
  /** `partly`: what could be compared is the same, and some could not. */
  readonly state: "yes" | "partly" | "no" | "pending" | "nothing-to-compare" | "overridden";
  /** `3 of 3 packages are bit-identical.` */
  readonly sentence: string;
  /** Why not, as far as it is known; empty otherwise. */
  readonly cause: string;
  readonly differences: readonly { readonly file: string; readonly cause: string }[];
  /** Names of attached reports (diffoscope), to be read from `/updates/ID/report`. */
  readonly reports: readonly string[];
}

export interface TestModel {
  readonly architecture: string;
  readonly name: string;
  readonly verdict: "pass" | "fail" | "skip" | "neutral";
  readonly detail: string;
}

export interface TesterReport {
  readonly tester: string;
  readonly verdict: "works" | "breaks";
  readonly note: string;
  readonly at: Date;
}

export interface ApprovalModel {
  readonly person: string;
  readonly decision: "approve" | "override-proof";
  /** Of an override; empty otherwise. */
  readonly reason: string;
  readonly at: Date;
}

export interface QueueAccess {
  readonly name: string;
  readonly embargoed: boolean;
  /** Lines for a file in sources.list.d. */
  readonly sources: string;
  /** Lines for auth.conf.d with `TOKEN` in the place of the token; empty for a public queue. */
  readonly auth: string;
  /** Command lines that install exactly this version. */
  readonly install: string;
}

/** What a decision needs: the exact text and how to give it by command line. */
export interface ApprovalText {
  /** To be signed byte for byte. */
  readonly text: string;
  /** `sameday update approve U-204817365 --key …`. */
  readonly command: string;
}
