/**
 * Words: a *record* is a header in column 0 and its indented lines. A *note* ties it to a source package, for one release
 * or for none (the default, meaning unstable). A *remark* is a decision (no-dsa, ignored, postponed) beside the notes.
 * All offsets are bytes of the file: its text is held as latin-1, one character a byte, so that every byte survives.
 */

/** `issues`: CVE/list. `extend`: notes on issues that stand elsewhere. `advisories`: a house's list. `point-update`: fixes waiting for a point release. */
export type ListKind = "issues" | "extend" | "advisories" | "point-update";

/** `[start, end)` in the file's text; `line` counts from 1. */
export interface Span {
  /** As far as a name could be read. */
  readonly name: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** A record with an error. */
export interface SetAsideSpan extends Span {
  /** What its lines in braces name, as far as they could be read. */
  readonly names?: readonly string[];
}

/** RESERVED beats REJECTED beats NOT-FOR-US when a record holds several. */
export type RecordState = "normal" | "reserved" | "rejected" | "not-for-us";

export interface ListRecord extends Span {
  /** The or advisory's name; an unnamed issue (`CVE-2024-XXXX`) has its `TEMP-…` name here. */
  readonly name: string;
  readonly state: RecordState;
  readonly notes: readonly Note[];
  readonly remarks: readonly Remark[];
  readonly references: readonly Reference[];
}

/** From worst to least; the order in which Debian merges them. */
export const URGENCIES = ["high", "medium", "low", "unimportant", "end-of-life", "not yet assigned"] as const;
export type Urgency = (typeof URGENCIES)[number];

/** `withdrawn` is ours, for upper layers: what lower layers say about this package and release counts no more. */
export type NoteKind =
  | "fixed"
  | "unfixed"
  | "removed"
  | "undetermined"
  | "itp"
  | "not-affected"
  | "end-of-life"
  | "withdrawn";

export interface Note {
  readonly package: string;
  /** Codename; undefined is the default note. */
  readonly release: string | undefined;
  readonly kind: NoteKind;
  /** Only of kind `fixed`. */
  readonly version: string | undefined;
  readonly urgency: Urgency;
  readonly bugs: readonly number[];
  /** Free text of not-affected, end-of-life and withdrawn. */
  readonly text: string;
  readonly line: number;
}

/** `minor` is Debian's plain no-dsa. */
export type RemarkReason = "minor" | "ignored" | "postponed";

export interface Remark {
  readonly package: string;
  readonly release: string;
  readonly reason: RemarkReason;
  readonly text: string;
  readonly line: number;
}

/** A name in braces: `DSA-5380-1`, `CVE-2024-1234`, `VU#123456`. */
export interface Reference {
  readonly name: string;
  readonly line: number;
  readonly column: number;
}
