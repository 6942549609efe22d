import type { Distribution } from "../distribution/index.ts";
import type { EvidenceKey } from "../evidence/index.ts";
import type { Jobs } from "../jobs/index.ts";
import type { Clock, ProcessRunner, Random } from "../kernel/index.ts";
import type { SignerClient } from "../signer/index.ts";
import type { BlobStore, Store } from "../store/index.ts";
import type { Suites } from "./suites.ts";

/** Everything the line may use; made once by the desk and handed down. */
export interface LineContext {
  readonly definition: Distribution;
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly jobs: Jobs;
  readonly signer: SignerClient;
  readonly suites: Suites;
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  readonly random: Random;
  /** Signs the statements of the steps that the desk does itself. */
  readonly evidenceKey: EvidenceKey;
  /** Our own layer of tracker data: a git work tree. */
  readonly trackerDirectory: string;
  /** A directory for work in progress, emptied at each start. */
  readonly scratch: string;
  /** Lent to the signer; readable by its group. */
  readonly exchange: string;
  /** One directory an update, one file a step and attempt. */
  readonly logs: string;
  /** Where machines and testers reach this desk, without a trailing slash. */
  readonly publicUrl: string;
  /** In a drill: the source package whose published fix counts as not yet there. Null on a real desk. */
  readonly rehearses: string | null;
  /** Called after each committed change, so that cached pages are made anew. */
  readonly changed: (updateId: string) => void;
}
