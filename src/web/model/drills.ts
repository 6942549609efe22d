/** Rehearsals of the line, newest first. */
export interface DrillsModel {
  /** What a real update may take, in milliseconds. */
  readonly budgetMs: number;
  /** What the desk's own share of a drill should stay under, 0 to 1. */
  readonly ownShareAim: number;
  readonly runs: readonly DrillRun[];
}

export interface DrillRun {
  readonly at: Date;
  readonly package: string;
  readonly release: string;
  readonly vulnerable: string;
  readonly fixed: string;
  readonly outcome: "fixed" | "failed";
  /** The machine's own words from dpkg, or why it failed. */
  readonly proof: string;
  /** Milliseconds from the start until testers could install it; 0 when it never came. */
  readonly toQueueMs: number;
  /** Until the machine had it; 0 when it never came. */
  readonly totalMs: number;
  /** Null where it was not measured. */
  readonly own: OwnShareModel | null;
  readonly stages: readonly DrillStageModel[];
}

/** What of a drill was the desk's own doing. */
export interface OwnShareModel {
  /** Part of the total in which no tool was at work, 0 to 1; and the same in milliseconds. */
  readonly share: number;
  readonly ms: number;
  /** Processor time of the desk's own processes, in milliseconds. */
  readonly cpuMs: number;
}

export interface DrillStageModel {
  /** `build amd64`, `approve`. */
  readonly name: string;
  /** Milliseconds from the start of the drill. */
  readonly from: number;
  readonly to: number;
  readonly by: "machine" | "person";
  /** What came of it, in words. */
  readonly result: string;
}
