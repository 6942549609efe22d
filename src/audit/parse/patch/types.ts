/** A file of unified hunks, as diff(1), git and quilt write them; what stands between hunks is commentary. */
export interface PatchFile {
  readonly targets: readonly PatchTarget[];
}

/** What a patch does to one file. */
export interface PatchTarget {
  /** The file after the patch, without the component that `patch -p1` strips; the old name for a file that goes. */
  readonly path: string;
  readonly change: "changed" | "new" | "deleted";
  /** The `+++` line in the patch. */
  readonly line: number;
  readonly hunks: readonly PatchHunk[];
}

export interface PatchHunk {
  /** The `@@` line in the patch. */
  readonly line: number;
  /** What follows the second `@@`: the nearest heading above the hunk. */
  readonly heading: string;
  readonly lines: readonly PatchLine[];
}

export interface PatchLine {
  readonly kind: "context" | "added" | "removed";
  /** Without the mark in its first column. */
  readonly text: string;
  /** Its line in the patch. */
  readonly line: number;
  /** Its line in the file after the patch, as the hunk counts; undefined for a removed line. */
  readonly resultLine: number | undefined;
}

/** The side of a hunk that remains, as a text of its own; line n of the text is `lines[n - 1]`. */
export interface PatchedText {
  readonly text: string;
  readonly lines: readonly PatchLine[];
}
