/** A file whose content is known. */
export interface PlainFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A file that carries its own dates. */
export interface DatedFile {
  readonly path: string;
  /**
   * The content, text as UTF-8. `revisions`: when the content changed, oldest first, RFC 3339 in UTC; empty when only the
   * content beside the dates is asked for, by which a change is told.
   */
  render(revisions: readonly string[]): Iterable<string | Uint8Array>;
  /**
   * When the content of such a file changed, as the file itself says; undefined when it does not. An index that was lost is made
   * again from it: readers must not see versions begin anew.
   */
  revisionsIn(bytes: Uint8Array): readonly string[] | undefined;
  /** Whether `PATH.sha256` and `PATH.sha512` stand beside it. */
  readonly digests?: boolean;
  /** Written by itself, so that only one such file is in the making. */
  readonly large?: boolean;
}

/** A file that a tool makes from files that stand already. */
export interface MadeFile {
  readonly path: string;
  /** Another text when what it is made from changed; while it is the same, the tool is not asked again. */
  readonly from: string;
  make(sink: (chunk: Uint8Array) => Promise<void>): Promise<void>;
}

export type ExportFile = PlainFile | DatedFile | MadeFile;

/** A file of an export as `index.json` lists it, so that a mirror fetches only what changed. */
export interface ExportEntry {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** RFC 3339: when its content last changed; also the file's time on disk. */
  readonly changed: string;
  /** Of dated files: every change, oldest first. */
  readonly revisions?: readonly string[] | undefined;
  /** SHA-256 of a dated file's content without its dates, and of what a made file was made from. */
  readonly content?: string | undefined;
}

/** The endings under which a file's hashes stand beside it. */
export const DIGESTS = ["sha256", "sha512"] as const;
