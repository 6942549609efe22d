import type { BinaryEntry, SourceEntry } from "../debian/index.ts";
import type { Release, Suite } from "../distribution/index.ts";

/** What one verified suite holds. */
export interface SuiteContents {
  readonly suite: Suite;
  /** The highest version of a source package. */
  source(name: string): SourceEntry | undefined;
  /** The highest version of a binary package for an architecture, or for all. */
  binary(name: string, architecture: string): BinaryEntry | undefined;
  /** Every version of it that the suite lists, the highest first. */
  binaryVersions(name: string, architecture: string): readonly BinaryEntry[];
  /** Every source package in its highest version. */
  sources(): Iterable<SourceEntry>;
}

/** A suite whose packages for one architecture are not known, because the mirror gave no index that is the signed one. */
export interface LeftOut {
  /** `bookworm-security`. */
  readonly suite: string;
  /** One sentence. */
  readonly reason: string;
}

/** A suite as it stands with us: what is in service, and what was wrong at the last try to renew it. */
export interface SuiteHealth {
  readonly suite: Suite;
  readonly release: string;
  /** Of the Release file that is in service; null when none ever was. */
  readonly dated: Date | null;
  /** One sentence; empty when the last try went well. */
  readonly problem: string;
  readonly since: Date | null;
}

/** The verified suites of the definition, as the line asks for them. */
export interface Suites {
  /** Suites of a release that are in service, in the definition's order. */
  ofRelease(codename: string): Promise<readonly SuiteContents[]>;
  /**
   * The suites of a release that are in service without the packages of this architecture. A suite that never was in
   * service is fetched first, and is not among them when that fails. Else this reads the disk only.
   */
  leftOut(codename: string, architecture: string): Promise<readonly LeftOut[]>;
  /** The release that a codename or suite name (`bookworm-security`) belongs to; undefined when none does. */
  releaseOf(name: string): Release | undefined;
  /**
   * Fetches a source package's files, each checked against the verified index; answers their paths, the .dsc first.
   * Throws ARCHIVE_UNREACHABLE when the mirror lacks one of them, HASH_MISMATCH.
   */
  fetchSource(contents: SuiteContents, entry: SourceEntry, directory: string): Promise<string[]>;
  /** Fetches a .deb, checked likewise; within this time, where it is worth no more (default: an hour). */
  fetchBinary(
    contents: SuiteContents,
    entry: BinaryEntry,
    directory: string,
    limits?: { readonly timeLimitMs: number },
  ): Promise<string>;
  health(): Promise<readonly SuiteHealth[]>;
}
