import type { LineState, TrackerEdit } from "../../tracker/index.ts";

/** What a line can say, in the words of forms and in their order. */
export const SAYS: Readonly<Record<LineState, string>> = {
  fixed: "fixed in the version below",
  unfixed: "not fixed yet",
  "not-affected": "not affected, because …",
  undetermined: "not known yet",
  "no-dsa": "minor: no advisory, because …",
  postponed: "postponed, because …",
  ignored: "ignored, because …",
  "end-of-life": "not supported any more",
  itp: "not packaged yet; somebody intends to",
  removed: "removed from the archive",
  withdrawn: "what the layer below says does not hold, because …",
};

/** Buttons of forms that change a record. */
export const RECORD_ACTS = ["say", "take-out", "link-bug", "add-note", "not-for-us", "for-us"] as const;
export type RecordAct = Extract<TrackerEdit["act"], (typeof RECORD_ACTS)[number]>;

/** Of forms that say who prepares an advisory. */
export const QUEUE_ACTS = ["take", "drop", "take-out"] as const;
