import type { Person } from "../../distribution/index.ts";
import type { Paged } from "./update-row.ts";

/** New issues in the order in which they are to be looked at. */
export type TrackerTriageModel = Paged<TriageRow>;

export interface TriageRow {
  readonly issue: string;
  /** The list's words, or all of the CVE record's where the records are at hand. */
  readonly description: string;
  /** The layer whose list asks for it. */
  readonly layer: string;
  readonly exploited: boolean;
  /** SHA-256 of the record in our own layer, of nothing when it has none: forms carry it, so that nothing unseen is overwritten. */
  readonly seen: string;
  readonly suggestions: readonly TriageSuggestion[];
}

export interface TriageSuggestion {
  /** The decision as a form sends it: `nfu WordPress plugin`, `package curl <unfixed>`. */
  readonly choice: string;
  /** The line that it writes: `NOT-FOR-US: WordPress plugin`. */
  readonly line: string;
  readonly kind: "not-for-us" | "package" | "todo";
  /** From 0 to 1. */
  readonly score: number;
  /** The strongest reason. */
  readonly reason: string;
}

export interface TriageAnswers {
  /** Later while the queue is being ranked, which takes a moment after the start. */
  triage(page: number): TrackerTriageModel | Promise<TrackerTriageModel>;
}

/** What people of the desk decide about new issues. Nothing of it is waited for: it is written in the background. */
export interface TriageActs {
  /** `choice` as a suggestion has it. Throws INPUT_INVALID for one that says nothing. */
  decide(wish: { readonly issue: string; readonly seen: string; readonly choice: string }, by: Person): void;
  /** Takes the person's last decision back; it is refused later when somebody changed the record since. Throws NOT_FOUND. */
  undo(by: Person): void;
  state(reader: Person | null): TriageState;
}

export interface TriageState {
  /** What the reader decided last and may take back. */
  readonly last: { readonly issue: string; readonly line: string } | null;
  /** Decisions of everybody that are still to be written. */
  readonly waiting: number;
  /** Decisions of the reader that could not be written or taken back, the newest first. */
  readonly failures: readonly { readonly issue: string; readonly sentence: string }[];
  /** Whether somebody has decided about this record already, though the tracker has not read it yet. */
  isDecided(row: Pick<TriageRow, "issue" | "seen">): boolean;
}
