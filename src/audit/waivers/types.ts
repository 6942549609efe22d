import type { Place } from "../../kernel/index.ts";

/** One entry of the waivers' file: a finding that somebody answers for, until a day. */
export interface Waiver {
  readonly rule: string;
  readonly path: string;
  readonly fingerprint: string;
  /** Why it may stay: in words of this finding alone. */
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  readonly created: Date;
  /** The first day on which it counts no more. */
  readonly expires: Date;
  /** Where its end is worked on. */
  readonly ticket: string;
  readonly place: Place;
}

/** What a waiver and its findings have in common. */
export function subjectOf(rule: string, path: string, fingerprint: string): string {
  return JSON.stringify([rule, path, fingerprint]);
}
