import type { Role } from "../../distribution/index.ts";

/** Who may do what, and until when their keys hold. */
export interface PeopleModel {
  readonly people: readonly PersonModel[];
  readonly teams: readonly { readonly title: string; readonly members: readonly string[] }[];
  /** The keys with which the signer signs suites. */
  readonly signingKeys: readonly SigningKeyModel[];
}

export interface PersonModel {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly keys: readonly KeyModel[];
  /** Source package names; `*` for every one. */
  readonly mayUpload: readonly string[];
}

export interface KeyModel {
  readonly fingerprint: string;
  /** Null when it never expires. */
  readonly expires: Date | null;
  /** Why it cannot be used: revoked, not in the file; empty otherwise. */
  readonly problem: string;
}

export interface SigningKeyModel extends KeyModel {
  readonly use: "archive" | "queue" | "advisory";
  readonly state: "signing" | "incoming" | "outgoing";
}

/** Personal passwords for embargoed queues. */
export interface TokensModel {
  readonly queues: readonly { readonly name: string; readonly embargoed: boolean }[];
  /** Newest first; revoked ones last. */
  readonly tokens: readonly TokenModel[];
}

export interface TokenModel {
  readonly id: number;
  readonly queue: string;
  readonly holder: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}
