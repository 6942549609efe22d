/**
 * What one distribution is, as its security desk needs to know it.
 * The shapes mirror the TOML file; docs/reference/distribution.md describes every key.
 */

export interface Distribution {
  /** Short name, `[a-z][a-z0-9-]*`; appears in suite names and file names. */
  readonly name: string;
  readonly title: string;
  /** The address that stands in advisories and reject mails. */
  readonly contact: string;
  /** Oldest first; the order decides what "newer release" means. */
  readonly releases: readonly Release[];
  readonly layers: readonly TrackerLayer[];
  readonly people: readonly Person[];
  readonly teams: readonly Team[];
  readonly policy: Policy;
  readonly queues: readonly Queue[];
  readonly builders: readonly BuilderEntry[];
  readonly images: readonly Image[];
  /** Audits that come round. */
  readonly audits: readonly ScheduledAudit[];
  readonly advisory: AdvisorySettings;
  readonly mail: MailSettings;
  /** Mail to the project's security address; undefined for a desk that takes none. */
  readonly intake: IntakeSettings | undefined;
}

/** How reports come in and who leads their handling. */
export interface IntakeSettings {
  /** Ours, lower case: `security@example.org`. */
  readonly address: string;
  /** Others that are taken as ours. */
  readonly aliases: readonly string[];
  /** `SEC`, as in SEC-2026-0001. */
  readonly prefix: string;
  /** Name of a shipped policy, or an absolute path. */
  readonly policy: string;
  /** Who keeps the role key's secret part: a process of the desk, or the point people. */
  readonly roleKey: "held" | "sealed";
  /** Person ids. */
  readonly director: string;
  readonly directorDeputy: string | undefined;
  /** Where the mail system in front delivers: a path of a unix socket, or `127.0.0.1:2424`; undefined for none. */
  readonly lmtp: string | undefined;
  readonly imap: ImapSettings | undefined;
  /** Teams that follow their work there get an issue for each of their cases. */
  readonly gitlab: GitlabSettings | undefined;
  readonly keys: KeyLookupSettings;
  /** Where the role key is published; absent for nowhere that the desk can look at. */
  readonly published?: PublishedKeySettings;
  /** Most automatic answers to one sender in a day. */
  readonly answersPerDay: number;
  /** How long judged mails stay in the spool, sealed. */
  readonly keepDays: number;
}

export interface ImapSettings {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte; `starttls`; `none` only for a server on this machine. */
  readonly security: "tls" | "starttls" | "none";
  readonly user: string;
  /** Absolute path of a file of mode 0600 with the password. */
  readonly passwordFile: string;
  readonly folder: string;
  readonly everySeconds: number;
}

export interface GitlabSettings {
  /** Without a trailing slash. */
  readonly url: string;
  /** Absolute path of a file of mode 0600 with an access token of role Reporter or more. */
  readonly tokenFile: string;
  readonly label: string;
  /** Team names, and their project's path (`tpo/core/tor`) or number. */
  readonly projects: readonly { readonly team: string; readonly project: string }[];
  /** Person ids, and how they are called there. */
  readonly users: readonly { readonly person: string; readonly username: string }[];
}

/** Places from which the desk fetches the published role key back. */
export interface PublishedKeySettings {
  /** The security address's own domain (Web Key Directory). */
  readonly wkd: boolean;
  readonly keyservers: readonly string[];
  /** https addresses of the key itself. */
  readonly urls: readonly string[];
}

/** Where a reporter's key is looked for, in this order: the mail, our store, WKD, keyservers. */
export interface KeyLookupSettings {
  readonly wkd: boolean;
  /** HKPS addresses; none for no keyserver. */
  readonly keyservers: readonly string[];
  /** `socks5h://127.0.0.1:9050`, or `http://…` for a way by CONNECT; undefined for a direct way. */
  readonly proxy: string | undefined;
}

export interface Release {
  readonly codename: string;
  readonly version: string;
  readonly architectures: readonly string[];
  readonly suites: readonly Suite[];
  readonly phases: readonly SupportPhase[];
}

/** `main` is what the release shipped; `security` receives our updates. */
export type SuiteRole = "main" | "security" | "updates" | "lts" | "backports";

export interface Suite {
  /** As in the archive: `bookworm-security`. */
  readonly name: string;
  readonly role: SuiteRole;
  /** Base address without `dists/`, resolved: never the word `machine`. No trailing slash. */
  readonly url: string;
  /** Absolute path of an OpenPGP keyring that must have signed the Release file. */
  readonly keyring: string;
  readonly components: readonly string[];
}

/** Half open: from the first instant of `from` until the first instant of `until`. */
export interface SupportPhase {
  readonly name: "security" | "lts" | "elts";
  readonly from: Date;
  readonly until: Date;
}

/** One tracker data directory in Debian's format; the first is the lowest, later ones lie over it. */
export interface TrackerLayer {
  readonly name: string;
  /** Absolute path. */
  readonly directory: string;
  /** Edits and advisories are committed here; exactly one layer of a desk is ours. */
  readonly ours: boolean;
}

/**
 * full: releases updates. assistant: prepares, cannot release. uploader: may only upload, for the packages named.
 * auditor: reads the log and public state.
 */
export type Role = "full" | "assistant" | "uploader" | "auditor";

export interface Person {
  /** Login and name in the log, `[a-z][a-z0-9-]*`. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** Primary key fingerprints, 40 or 64 upper-case hex digits; a signature by one of them is this person's. */
  readonly fingerprints: readonly string[];
  /** Absolute path of the file with the public keys, armored or binary. */
  readonly keyFile: string;
  /** Source package names this person may upload; `*` for every one. */
  readonly mayUpload: readonly string[];
}

export interface Team {
  readonly name: string;
  readonly title: string;
  readonly members: readonly string[];
  /** Person ids; the first member with a say where the definition names none. */
  readonly lead: string;
  readonly pointPerson: string;
  /** In the order in which they step in. */
  readonly deputies: readonly string[];
}

export interface Policy {
  /** Hours from "we know" to "users have it": the day that gives the product its name. */
  readonly budgetHours: number;
  /** How many approvals publish; the uploader never counts. */
  readonly approvals: number;
  /** Days for which a signed approval counts. */
  readonly approvalDays: number;
  /** How many full members together may override a missing proof. */
  readonly overrideApprovals: number;
  /** Days before a signing key expires from which the desk warns. */
  readonly keyWarningDays: readonly number[];
  /** What builds, proofs and tests do while a suite that they use has no verified index for their architecture. */
  readonly missingIndex: "wait" | "leave-out";
  readonly limits: StepLimits;
}

/** Minutes, except bytes. */
export interface StepLimits {
  readonly build: number;
  readonly prove: number;
  readonly test: number;
  readonly machine: number;
  readonly logBytes: number;
}

/** An apt suite that holds updates before release. */
export interface Queue {
  /** `embargoed` or `public` by habit. */
  readonly name: string;
  readonly embargoed: boolean;
}

export interface BuilderEntry {
  readonly name: string;
  readonly architectures: readonly string[];
  /** Base64 of the raw Ed25519 public key with which this builder signs requests and statements; absent until it registers. */
  readonly publicKey?: string;
  /** Embargoed work goes only to builders that say so. */
  readonly embargoed: boolean;
}

export interface Image {
  readonly name: string;
  readonly release: string;
  /** Absolute path or address of the package manifest. */
  readonly manifest: string;
}

/** An audit that is due again and again, until somebody has recorded a run of it. */
export interface ScheduledAudit {
  readonly name: string;
  readonly title: string;
  /** A rule's id, or else a class. */
  readonly rule: string | undefined;
  readonly class: "a" | "b" | "c" | "d" | "e" | "f" | undefined;
  /** How long a run counts; undefined for one that is due when the base of an image changes. */
  readonly every: AuditPeriod | undefined;
  /** Whose base counts; undefined for any image's. */
  readonly image: string | undefined;
  readonly first: Date | undefined;
  /** Who does it: a team, or else everybody of a role. */
  readonly team: string | undefined;
  readonly role: "full" | "assistant" | "auditor" | undefined;
}

export interface AuditPeriod {
  readonly count: number;
  readonly unit: "days" | "weeks" | "months" | "years";
}

export interface AdvisorySettings {
  /** `DSA`, `ACME-SA`: the directory of this name in our layer holds the list. */
  readonly prefix: string;
  /** First number when the list is empty. */
  readonly first: number;
}

export interface MailSettings {
  readonly from: string;
  /** `outbox` keeps mails to be seen on the desk; `sendmail` hands them to the machine's mail system; `smtp://host:port` relays. */
  readonly transport: string;
}
