import type { LayerFiles } from "../layers/layer.ts";

/** What the archive has of a fix that was planned, seen from the release's main suite. */
export type ArchiveState =
  /** Exactly the planned version. */
  | "accepted"
  /** A version above it, of which nobody has said that it holds the fix. */
  | "another-version"
  /** An older version still. */
  | "waiting"
  /** The release has the package no more. */
  | "dropped";

/** What a merge does with a planned line. */
export type PlannedAct =
  /** The version goes into the issue's record, the line goes from the plan. */
  | "merge"
  /** The record or an advisory says it already: only the line goes. */
  | "settle"
  /** Nothing is left to be said: only the line goes. */
  | "drop"
  /** The line stays for the next point release. */
  | "wait"
  /** The line stays until somebody has looked; `why` says at what. */
  | "look";

/** One line of a point-update file, and what becomes of it. */
export interface PlannedItem {
  readonly issue: string;
  readonly package: string;
  /** undefined when the line names none; such a line is never merged. */
  readonly version: string | undefined;
  readonly file: string;
  readonly line: number;
  /** The highest version in the release's main suite. */
  readonly archive: string | undefined;
  readonly state: ArchiveState;
  readonly act: PlannedAct;
  /** A sentence without its subject: `bookworm has it; takes the place of <no-dsa> (Minor issue)`. */
  readonly why: string;
}

/** What a merge after a point release would do, to be read by a person before it is done. */
export interface PointReleasePlan {
  /** Codename. */
  readonly release: string;
  /** In the order of files and lines. */
  readonly items: readonly PlannedItem[];
  /** Records of the point-update files that have an error: `next-point-update.txt:12`. */
  readonly unread: readonly string[];
  /** The files that change, whole. */
  readonly files: LayerFiles;
  /** The same change as a unified diff. */
  readonly diff: string;
  /** Names exactly this change and what it follows from; undefined when nothing changes. */
  readonly token: string | undefined;
}
