import type { Score } from "./scores/cvss.ts";

/*
 * What an advisory says in public. Every form is made from this value alone, so that what the record keeps to itself (a credit
 * without consent, an event of the time line that is private) can reach none of them.
 *
 *   issue: one problem with a name; product: some versions of a package or program, and how they stand;
 *   publisher: who speaks, and where the files will be served.
 */

export interface Advisory {
  /** `DSA-5814-1`, `EXSA-2026-0001`. */
  readonly id: string;
  readonly title: string;
  readonly severity: "low" | "medium" | "high" | "critical";
  /** Paragraphs are parted by an empty line; so in every longer text. */
  readonly description: string;
  readonly impact: string;
  /** What helps without the fix. */
  readonly mitigation: string | undefined;
  /** Who releases it. */
  readonly author: string | undefined;
  /** The advisory whose regression this one repairs. */
  readonly regressionOf: string | undefined;
  /** At least one. */
  readonly issues: readonly Issue[];
  /** At least one; each issue has one that speaks about it. */
  readonly products: readonly Product[];
  readonly credits: readonly Credit[];
  readonly references: readonly Reference[];
  /** In order of time. */
  readonly timeline: readonly TimelineEvent[];
  /** At least one, each later than the one before; the first is the publication. */
  readonly revisions: readonly Revision[];
  readonly publisher: Publisher;
}

export interface Issue {
  /** A CVE, or a number of the project's own (`TROVE-2026-006`). */
  readonly id: string;
  /** Other numbers for the same problem. */
  readonly also: readonly string[];
  readonly title: string | undefined;
  /** Where it is not the advisory's. */
  readonly description: string | undefined;
  /** At most one of each version. */
  readonly scores: readonly Score[];
  /** `CWE-787`. */
  readonly cwe: string | undefined;
  /** Whether its CVE record is the publisher's to write. */
  readonly cveRecord: boolean;
}

export interface Product {
  /** The source package, or the program. */
  readonly name: string;
  /** A codename of the publisher, or the program's own series; undefined where there is only one line. */
  readonly release: string | undefined;
  /** How versions are ordered: Debian's order, or the program's own, which nobody but its makers knows. */
  readonly scheme: "deb" | "generic";
  readonly status: "affected" | "not-affected" | "under-investigation";
  /** The first version that has the problem; undefined for the first there was. */
  readonly introduced: string | undefined;
  /** The first version without it. */
  readonly fixed: string | undefined;
  /** What becomes of what has no fix. */
  readonly withoutFix: "none-available" | "no-fix-planned";
  /** Why it is not affected. */
  readonly reason: string | undefined;
  /** Ids of the issues that this is about. */
  readonly issues: readonly string[];
}

/** Somebody who agreed to be named. */
export interface Credit {
  readonly name: string;
  readonly organization: string | undefined;
  readonly role: CreditRole;
}

export const CREDIT_ROLES = [
  "finder",
  "reporter",
  "analyst",
  "coordinator",
  "remediation-developer",
  "remediation-reviewer",
  "remediation-verifier",
  "tool",
  "sponsor",
  "other",
] as const;
export type CreditRole = (typeof CREDIT_ROLES)[number];

export const REFERENCE_KINDS = ["advisory", "fix", "report", "article", "discussion", "evidence", "web"] as const;

export interface Reference {
  readonly url: string;
  readonly kind: (typeof REFERENCE_KINDS)[number];
  readonly title: string;
}

export interface TimelineEvent {
  readonly at: Instant;
  readonly says: string;
}

export interface Revision {
  readonly at: Instant;
  readonly says: string;
}

/** A time as it was written: the instant, and the zone in which somebody thought of it. */
export interface Instant {
  readonly date: Date;
  /** Minutes that the zone was ahead of UTC. */
  readonly offset: number;
}

export interface Publisher {
  readonly name: string;
  /** A mail address. */
  readonly contact: string;
  readonly category: "vendor" | "coordinator";
  /** No trailing slash, as in every address. */
  readonly website: string;
  /** Where the tree of files will be served. */
  readonly address: string;
  readonly releases: readonly { readonly codename: string; readonly version: string | undefined }[];
  readonly announcement: { readonly form: "debian" | "general"; readonly from: string; readonly to: readonly string[] };
  readonly securityTxt: SecurityTxt;
  /** The key that signs documents; undefined where nothing is signed. */
  readonly openpgp:
    | {
        readonly fingerprint: string;
        readonly url: string;
        /** Name of its public key's file beside the publisher's, for a desk that knows it from nowhere else. */
        readonly keyFile: string | undefined;
      }
    | undefined;
  /** As which organisation it writes CVE records. */
  readonly cve: { readonly orgId: string; readonly shortName: string } | undefined;
  /** The ecosystem of OSV to which its packages belong; undefined where OSV knows none. */
  readonly osvEcosystem: string | undefined;
}

/** The fields of RFC 9116. */
export interface SecurityTxt {
  readonly contact: readonly string[];
  readonly expires: Instant;
  readonly encryption: string | undefined;
  readonly policy: string | undefined;
  readonly acknowledgments: string | undefined;
  readonly languages: readonly string[];
}
