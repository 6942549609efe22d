export const VERDICTS = ["mine", "not-mine", "unsure"] as const;
export type Verdict = (typeof VERDICTS)[number];

export const PRIORITIES = ["urgent", "high", "normal", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** An instant that a person named with its zone, so that it can be shown as they said it. */
export interface Hour {
  readonly at: Date;
  /** An IANA zone, or UTC. */
  readonly zone: string;
}
