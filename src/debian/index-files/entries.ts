/** One source package of a suite, as its Sources index lists it. */
export interface SourceEntry {
  readonly package: string;
  readonly version: string;
  /** `main`, as given by the place of the index, not by the stanza. */
  readonly component: string;
  /** `` when absent. */
  readonly section: string;
  /** The field's text: `any all`. */
  readonly architecture: string;
  readonly binaries: readonly string[];
  /** Kept by the archive only because something was built with it; no package of the release comes from it. */
  readonly extraSourceOnly: boolean;
  /** Below the archive's base address; `` when absent. */
  readonly directory: string;
  /**
   * Checksums-Sha256 as it stands, lines indented; `sourceFiles` reads it. Text, since few of 190,000 entries are
   * asked.
   */
  readonly checksums: string;
}

/** One binary package of a suite, as its Packages index lists it. */
export interface BinaryEntry {
  readonly package: string;
  readonly version: string;
  readonly architecture: string;
  readonly component: string;
  readonly source: string;
  /** Differs from `version` for binary-only rebuilds and for sources that give their packages versions of their own. */
  readonly sourceVersion: string;
  /** Absent when the stanza names no file with a SHA-256 sum. */
  readonly file: BinaryFile | undefined;
  /** The field's text, `` when absent; `parseBuiltUsing` reads it. */
  readonly builtUsing: string;
  readonly staticBuiltUsing: string;
}

export interface BinaryFile {
  /** Below the archive's base address. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}
