import type { Person } from "../../distribution/index.ts";
import type { Sha256 } from "../../kernel/index.ts";
import type { TrackerEdit } from "../../tracker/index.ts";

/** What the forms of an issue need beside its page. */
export interface IssueEditing {
  readonly issue: string;
  /** Its record in the layer that is ours, as it stands now; empty when only others have one. */
  readonly record: string;
  /** Of the record's bytes: a form carries it, so that nobody writes over what they have not seen. */
  readonly hash: Sha256;
  /** The layer that is written to. */
  readonly layer: string;
  /** Codenames, the newest first. */
  readonly releases: readonly string[];
}

/** What the forms of a package need beside its page. */
export interface SourceEditing {
  readonly source: string;
  readonly releases: readonly string[];
  /** `dsa` for dsa-needed.txt: those that the layer has, or the customary one. */
  readonly queues: readonly string[];
  readonly entries: readonly {
    readonly queue: string;
    readonly release: string | null;
    readonly claimedBy: string | null;
  }[];
}

/** What the form of an advisory's entry needs. */
export interface AdvisoryEditing {
  /** The layer that is written to. */
  readonly layer: string;
  /** `DSA-6001-1`: the next one of each of the layer's lists, the desk's own first; never empty. */
  readonly names: readonly string[];
  /** Codenames, the newest first. */
  readonly releases: readonly string[];
}

/** Edits of tracker data, into the layer that is ours; the desk implements it. */
export interface TrackerEdits {
  issue(issue: string): Promise<IssueEditing>;
  source(source: string): Promise<SourceEditing>;
  advisory(): Promise<AdvisoryEditing>;
  /**
   * Lands one edit as a commit under the person's name, with an entry in the audit log. `seen` is the hash of the record that
   * the person looked at. Throws SamedayError: CONFLICT, INPUT_INVALID, NOT_FOUND.
   */
  edit(wish: TrackerEdit, seen: Sha256 | null, by: Person): Promise<void>;
}
