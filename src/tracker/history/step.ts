import type { Change } from "./change.ts";

/** What brought a verdict about. */
export type Cause =
  | {
      readonly kind: "commit";
      readonly layer: string;
      readonly commit: string;
      readonly authored: Date;
      readonly committed: Date;
      /** By the commit's own word. */
      readonly author: string;
    }
  /** The history of a layer was rewritten: `lost` is no longer part of it, and the data went back to `commit`. */
  | { readonly kind: "rewritten"; readonly layer: string; readonly commit: string; readonly lost: string }
  /** `hash` is of the recorded table of source versions. */
  | { readonly kind: "archive"; readonly hash: string; readonly dated: Date };

/** One moment at which verdicts may have changed. */
export interface Step {
  /** Counts from 1. */
  readonly number: number;
  /** When it took effect; never before the step before it. */
  readonly time: Date;
  readonly cause: Cause;
}

export interface Block {
  readonly step: Step;
  readonly changes: readonly Change[];
}

/** `2026-05-01T12:00:00Z`: git counts whole seconds. */
export function second(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
