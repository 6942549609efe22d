import type { Sha256 } from "../kernel/index.ts";

/**
 * What a step found, in the form of an in-toto Statement v1
 * (https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md).
 */
export interface Statement<P extends StepPredicate = StepPredicate> {
  readonly _type: "https://in-toto.io/Statement/v1";
  readonly subject: readonly Subject[];
  /** `urn:sameday:evidence:STEP:v1`. */
  readonly predicateType: `urn:sameday:evidence:${string}:v1`;
  readonly predicate: P;
}

/** A file by its exact content. */
export interface Subject {
  readonly name: string;
  readonly digest: { readonly sha256: Sha256 };
}

/** What every step says; steps add their findings under `findings`. */
export interface StepPredicate<F = unknown> {
  readonly update: string;
  readonly source: string;
  readonly version: string;
  readonly release: string;
  /** Empty for steps that look at the source alone. */
  readonly architecture: string;
  readonly step: string;
  readonly result: "passed" | "failed" | "nothing-to-do";
  /** Who ran it: `builder:ash`, `desk`, `signer`. */
  readonly party: string;
  /** RFC 3339, UTC. */
  readonly started: string;
  readonly finished: string;
  readonly tools: readonly { readonly name: string; readonly version: string }[];
  readonly findings: F;
}
