import type { Subject } from "../../evidence/index.ts";
import type { LineContext } from "../context.ts";
import type { StepJob } from "../line/queue-step.ts";
import type { StepResult } from "../line/state.ts";
import type { UpdateFile } from "../records/files.ts";
import type { UpdateRecord } from "../records/updates.ts";

/** What a step of the desk gives back; the runner signs it and moves the line. */
export interface DeskFinding {
  readonly result: StepResult;
  /** One sentence for people. */
  readonly message: string;
  readonly subjects: readonly Subject[];
  readonly findings: unknown;
  readonly tools: readonly { readonly name: string; readonly version: string }[];
  /** Reports for people, already kept as blobs. */
  readonly files?: readonly UpdateFile[];
  /** Whether users can have the update from now on. */
  readonly isOut?: true;
}

/** Why a step did nothing: its time has not come, and it stays ready; or it has put itself and the step before it back. */
export type NotItsTurn = "too early" | "put back";

export type DeskStep = (context: LineContext, update: UpdateRecord, job: StepJob) => Promise<DeskFinding | NotItsTurn>;
