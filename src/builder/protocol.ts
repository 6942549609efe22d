import type { Sha256 } from "../kernel/index.ts";

/**
 * What server and builder say to each other over HTTP(S). The builder only ever calls; the server never connects to it.
 *
 *   POST /builder/v1/claim            { architectures, slots }        → 200 Lease | 204 nothing (long poll, 20 s)
 *   POST /builder/v1/LEASE/heartbeat  {}                              → 200 { keep: boolean }
 *   POST /builder/v1/LEASE/log        bytes (offset in x-log-offset)  → 204; a repeated offset is ignored
 *   GET  /builder/v1/LEASE/file/SHA                                   → bytes; only files that the lease names
 *   POST /builder/v1/LEASE/missing    { sha256: [...] }               → 200 { missing: [...] }
 *   PUT  /builder/v1/LEASE/file/SHA   bytes                           → 204; refused when the bytes hash otherwise
 *   POST /builder/v1/LEASE/finish     Finish                          → 204
 *
 * Every request carries `authorization: Sameday-Builder name=…, time=…, nonce=…, sha256=…, signature=…`:
 * an Ed25519 signature over method, path, time, nonce and the body's hash. A lease is lost 30 s after the last heartbeat.
 */

export const HEARTBEAT_MS = 5_000;
export const LEASE_LOST_MS = 30_000;

export type BuilderStep = "build" | "prove" | "test" | "machine";

export interface NamedFile {
  /** File name without a path. */
  readonly name: string;
  readonly sha256: Sha256;
  readonly size: number;
}

/** One apt source as the chroot sees it. */
export interface AptSource {
  readonly url: string;
  readonly suite: string;
  readonly components: readonly string[];
  /** The keyring's content, base64 of the binary form. */
  readonly keyring: string;
}

/** A suite that is not used for an architecture, because the desk could not verify the suite's index of it. */
export interface SuiteLeftOut {
  readonly suite: string;
  /** One sentence for people. */
  readonly reason: string;
}

interface LeaseBase {
  readonly lease: string;
  readonly update: string;
  readonly source: string;
  readonly version: string;
  readonly release: string;
  readonly architecture: string;
  readonly timeLimitMs: number;
  readonly logLimitBytes: number;
  /** Where build dependencies come from. The first is the release's main suite: it names the release, and machines start from it alone. */
  readonly apt: readonly AptSource[];
  /** Suites of the release that `apt` would name too, were their packages for this architecture known. */
  readonly leftOut: readonly SuiteLeftOut[];
}

export interface BuildLease extends LeaseBase {
  readonly step: "build";
  /** The .dsc and all it names. */
  readonly files: readonly NamedFile[];
  /** Build architecture-independent packages too; one architecture of an update does it. */
  readonly archAll: boolean;
}

export interface ProveLease extends LeaseBase {
  readonly step: "prove";
  /** `variation`: other path, time, locale …; `recreation`: environment from the .buildinfo alone. */
  readonly kind: "variation" | "recreation";
  readonly files: readonly NamedFile[];
  readonly archAll: boolean;
  /** What the first build made, to compare with: .deb files and the .buildinfo. */
  readonly built: readonly NamedFile[];
  /** For a recreation: every .deb of the recorded environment, by exact content, named as apt does: `gcc_4%3a12.2.0-3_amd64.deb`. */
  readonly environment: readonly NamedFile[];
}

export interface TestLease extends LeaseBase {
  readonly step: "test";
  readonly files: readonly NamedFile[];
  readonly built: readonly NamedFile[];
}

export interface MachineLease extends LeaseBase {
  readonly step: "machine";
  /** The published suite that users have. */
  readonly target: AptSource;
  /** Binary packages to install in the vulnerable version first, then to upgrade. */
  readonly packages: readonly { readonly name: string; readonly vulnerable: string; readonly fixed: string }[];
  /** Optional `auth.conf.d` content for an embargoed target. */
  readonly auth?: string;
}

export type Lease = BuildLease | ProveLease | TestLease | MachineLease;

export type Finish =
  | {
      readonly outcome: "done";
      /** DSSE envelope (JSON) over the step's statement, signed with the builder's key. */
      readonly envelope: string;
      /** Everything the step made, already uploaded. */
      readonly files: readonly NamedFile[];
    }
  | {
      readonly outcome: "failed";
      /** Stable word: `does-not-build`, `timed-out`, `log-too-large`, `disk-full`, `dependencies`, `chroot`, `internal`. */
      readonly reason: string;
      /** One sentence for people. */
      readonly message: string;
      readonly envelope: string;
    };

/** Findings of a build (`urn:sameday:evidence:build:v1`). The statement's subjects are the .deb files and the .buildinfo. */
export interface BuildFindings {
  /** The .dsc that was built. */
  readonly dsc: Sha256;
  /** The base tree: sha256 of the tar it was unpacked from. */
  readonly base: Sha256;
  /** Exact versions and contents of every package in the chroot when the build ran. */
  readonly environment: readonly {
    readonly package: string;
    readonly version: string;
    readonly architecture: string;
    readonly sha256: Sha256;
  }[];
  readonly network: "none";
  /** As in the lease: suites from which this environment has nothing, though the release has them. */
  readonly leftOut: readonly SuiteLeftOut[];
  readonly phases: readonly Phase[];
}

/** What took how long, for the clock on the board; names like `fetch`, `dependencies`, `build`, `collect`. */
export interface Phase {
  readonly name: string;
  readonly milliseconds: number;
}

/** Findings of a proof (`urn:sameday:evidence:prove:v1`). */
export interface ProveFindings {
  readonly dsc: Sha256;
  readonly kind: "variation" | "recreation";
  /** What was different this time, for people: `path /build/…`, `TZ Pacific/Kiritimati`. */
  readonly variations: readonly string[];
  readonly files: readonly {
    readonly name: string;
    readonly first: Sha256;
    readonly second: Sha256 | null;
    readonly same: boolean;
    /** Where it differs, in a word or a sentence, from diffoscope; empty when the same. */
    readonly cause: string;
  }[];
  /** A file of the finish that holds diffoscope's report, when anything differs. */
  readonly report?: string;
  readonly phases: readonly Phase[];
}

/** Findings of a test (`urn:sameday:evidence:test:v1`). */
export interface TestFindings {
  readonly tests: readonly {
    readonly name: string;
    readonly verdict: "pass" | "fail" | "skip" | "neutral";
    readonly detail: string;
  }[];
  readonly phases: readonly Phase[];
}

/** Findings of a machine's upgrade (`urn:sameday:evidence:machine:v1`). The statement's subject is the file `machine-proof.txt`: `proof`. */
export interface MachineFindings {
  readonly packages: readonly { readonly name: string; readonly before: string; readonly after: string }[];
  /** Words from `dpkg-query -W` after the upgrade. */
  readonly proof: string;
  readonly phases: readonly Phase[];
}
