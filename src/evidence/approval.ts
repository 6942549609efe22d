import type { Sha256 } from "../kernel/index.ts";

/**
 * The text that a person signs to release an update, or to override a missing proof. It names every file by its hash,
 * so that an approval of other hashes is no approval; and what users will be told it is for, so that nobody releases one thing
 * under the name of another. The canonical text is what is signed: parsing and formatting are inverse.
 */
export interface Approval {
  /**
   * The version that its title names; 4 is written now. Texts of 2 and 3 can still be read, as they lie in evidence of what
   * was published, but they have no end and release nothing any more.
   */
  readonly edition: 2 | 3 | 4;
  readonly decision: "approve" | "override-proof";
  readonly update: string;
  readonly source: string;
  readonly version: string;
  readonly release: string;
  /**
   * Issues that the advisory will name and the tracker will show as fixed; sorted, each once, may be empty. A sealed name
   * (`S-204817365`) may be approved and never published: it has to be disclosed first, and approved under its public name.
   */
  readonly issues: readonly string[];
  /** The advisory whose regression this repairs (`DSA-5814-1`); empty when it repairs none. */
  readonly regressionOf: string;
  /**
   * Suites of the release without whose packages something was built, and for which architecture (`bookworm-security:i386`);
   * sorted, each once; empty but where the policy goes on without a missing index.
   */
  readonly builtWithout: readonly string[];
  /** `2026-11-28T14:02:00Z`: from then on it counts for nothing. Empty before edition 4. */
  readonly until: string;
  /** `.dsc` and every `.deb`, sorted by name. */
  readonly files: readonly { readonly name: string; readonly sha256: Sha256 }[];
  /** Required for an override, empty otherwise. One line. */
  readonly reason: string;
}
