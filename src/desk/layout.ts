import { join } from "node:path";

/** Where everything lies in a data directory. Owners in brackets when started as root. */
export interface Layout {
  readonly root: string;
  /** The distribution definition that this desk serves. */
  readonly definition: string;
  /** [sameday] All that the server writes. */
  readonly server: string;
  readonly postgres: string;
  /** What open issues are known, as files that the server has made. */
  readonly issues: string;
  /** Every change of a verdict, and the archives that they were judged by: the latter cannot be made again. */
  readonly history: string;
  /** Where the tracker's process answers the server. */
  readonly trackerSocket: string;
  /** Advisories of disclosed cases in all their forms, to be served at the publisher's address: a web server may read them. */
  readonly advisories: string;
  readonly blobs: string;
  readonly logs: string;
  readonly scratch: string;
  /** Made by the server itself. */
  readonly evidenceKey: string;
  /** [root, group sameday; 0640] The token by which commands on this machine speak for its administrator. */
  readonly adminToken: string;
  /** [root; 0644] Public keys of builders that the definition does not name. */
  readonly builders: string;
  /** [sameday, group of the signer] Files lent to the signer. */
  readonly exchange: string;
  /** [sameday-sign] Keys and published suites. */
  readonly signer: string;
  readonly signerSocket: string;
  /** [sameday-key] The secret part of the role key, in a desk that takes reports in and holds it. */
  readonly roleKey: string;
  /** Where its process answers the server's user. */
  readonly roleKeySocket: string;
  /** [sameday] Where sockets for the mail system in front lie: entered by everybody, like the mail system itself. */
  readonly mail: string;
  /** Mails that came in, each sealed with the key beside it; both made by the server's user. */
  readonly spool: string;
  readonly spoolKey: string;
  /** What opens the cases of the database: in no backup. Made by the server's user. */
  readonly caseMasterKey: string;
  /** How far a mailbox was fetched. */
  readonly fetchedTo: string;
  /** What keeps mail from being judged, as the process that takes it in sees it. */
  readonly intakeAlarms: string;
  /** [sameday-build] Bases, .deb cache, work. */
  readonly builder: string;
  /** [sameday] Verified suites; several desks on one machine may share them, because their content is checked. */
  readonly cache: string;
  /** What drills on this machine came to, one JSON object a line. */
  readonly drillResults: string;
}

/** Several desks on one machine may share a cache, one at a time a builder's directory. */
export interface SharedPlaces {
  readonly cache?: string;
  readonly builder?: string;
  readonly drillResults?: string;
}

export function layoutOf(root: string, shared: SharedPlaces = {}): Layout {
  const server = join(root, "server");
  return {
    root,
    definition: join(root, "distribution.toml"),
    server,
    postgres: join(server, "postgres"),
    issues: join(server, "issues"),
    history: join(server, "history"),
    trackerSocket: join(server, "tracker"),
    advisories: join(root, "advisories"),
    blobs: join(server, "blobs"),
    logs: join(server, "logs"),
    scratch: join(server, "scratch"),
    evidenceKey: join(server, "evidence.key"),
    adminToken: join(root, "admin-token"),
    builders: join(root, "builders.json"),
    exchange: join(root, "exchange"),
    signer: join(root, "signer"),
    signerSocket: join(root, "run", "signer"),
    roleKey: join(root, "role-key"),
    roleKeySocket: join(root, "run-role-key", "socket"),
    mail: join(root, "mail"),
    spool: join(server, "spool"),
    spoolKey: join(server, "spool.key"),
    caseMasterKey: join(server, "case-master.key"),
    fetchedTo: join(server, "fetched.json"),
    intakeAlarms: join(server, "intake-alarms.json"),
    builder: shared.builder ?? join(root, "builder"),
    cache: shared.cache ?? join(root, "cache"),
    drillResults: shared.drillResults ?? join(root, "drills", "results.jsonl"),
  };
}

/** [sameday-build] The Ed25519 key of the builder that this desk runs itself. */
export function builderKeyFile(layout: Layout): string {
  return join(layout.root, "builder.key");
}
