import { join } from "node:path";

/** Where everything lies in a data directory. Owners in brackets when started as root. */
export interface Layout {
  readonly root: string;
  /** The distribution definition that this desk serves. */
  readonly definition: string;
  /** [sameday] All that the server writes. */
  readonly server: string;
  readonly postgres: string;
  readonly blobs: string;
  readonly logs: string;
  readonly scratch: string;
  readonly evidenceKey: string;
  /** The token by which commands on this machine speak for its administrator; mode 0600. */
  readonly adminToken: string;
  /** [sameday, group of the signer] Files lent to the signer. */
  readonly exchange: string;
  /** [sameday-sign] Keys and published suites. */
  readonly signer: string;
  readonly signerSocket: string;
  /** [sameday-build] Bases, .deb cache, work. */
  readonly builder: string;
  /** What several desks on one machine may share, because it is content that is checked: bases, .debs, suites. */
  readonly cache: string;
}

export function layoutOf(root: string, cache = join(root, "cache")): Layout {
  const server = join(root, "server");
  return {
    root,
    definition: join(root, "distribution.toml"),
    server,
    postgres: join(server, "postgres"),
    blobs: join(server, "blobs"),
    logs: join(server, "logs"),
    scratch: join(server, "scratch"),
    evidenceKey: join(server, "evidence.key"),
    adminToken: join(server, "admin-token"),
    exchange: join(root, "exchange"),
    signer: join(root, "signer"),
    signerSocket: join(root, "signer", "socket"),
    builder: join(root, "builder"),
    cache,
  };
}
