/** An issue that a tracker layer has spoken of. */
export interface KnownIssueTable {
  issue: string;
  /** When the desk saw it first; null when it stood there before the desk looked. */
  since: Date | null;
}

/** A tracker layer that the desk has read once: what comes into it later is news. */
export interface KnownLayerTable {
  layer: string;
}

export interface KnownIssuesTables {
  known_issue: KnownIssueTable;
  known_layer: KnownLayerTable;
}
