import type { ListFile } from "../format/list-file.ts";
import type { ListRecord, Note, Remark } from "../format/types.ts";
import type { Layer } from "../layers/layer.ts";

/** A record that says something about an issue: its own in a CVE list or extend file, or an advisory that names it. */
export interface Contribution {
  readonly layer: Layer;
  /** 0 is the lowest layer. */
  readonly depth: number;
  readonly file: ListFile;
  readonly record: ListRecord;
}

/** What counts for one package in one release (or by default), and how it came to count. */
export interface Claim {
  readonly note: Note;
  readonly from: Contribution;
  /** Others that spoke about the same package and release, in the order in which they were heard. */
  readonly contests: readonly Contest[];
}

export type ContestReason =
  | "same-record"
  | "older-fix"
  | "issue-has-no-fix"
  | "advisory-has-no-fix"
  | "equal-fix"
  | "undetermined-wins"
  | "fix-over-not-affected"
  | "upper-layer"
  | "withdrawn";

/** One note that met the claim: it lost against the claim, or it was the one that the claim displaced. */
export interface Contest {
  readonly loser: Note;
  readonly loserFrom: Contribution;
  readonly reason: ContestReason;
}

/** A remark with where it stands. */
export interface PlacedRemark {
  readonly remark: Remark;
  readonly from: Contribution;
}

/** A line of an upper layer that took away what the nearest layer below said about a package and release. */
export interface Withdrawal {
  readonly note: Note;
  readonly from: Contribution;
  /** undefined when only a remark was taken away, or nothing was there. */
  readonly undone: Claim | undefined;
}
