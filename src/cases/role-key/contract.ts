import type { MessageOpener, OwnKeyFacts } from "../../openpgp/index.ts";

/*
 * What the rest of the desk has of the role key: somebody who opens and somebody who signs. The secret part stays with the
 * process behind them. Every call of both throws ROLE_KEY_UNAVAILABLE while that process is away or holds no key.
 */

/** Signs as the role: acknowledgements, answers that leave in its name, announcements. */
export interface RoleSigner {
  /** Primary fingerprint of the current key, upper case. */
  fingerprint(): Promise<string>;
  /** Primary fingerprints of all our keys, former ones too, the current one first: none of them is anybody else's. */
  fingerprints(): Promise<readonly string[]>;
  /** The current key's public part, binary: what answers carry along, and what copies for the alias are encrypted to. */
  certificate(): Promise<Uint8Array>;
  /** The public parts of all our keys, binary, in the order of `fingerprints`: what our own mails are known by. */
  certificates(): Promise<readonly Uint8Array[]>;
  /** An armored detached signature over exactly these bytes, with SHA-256 or better, by the current key. */
  sign(text: Uint8Array): Promise<string>;
  /** The text, clear-signed by the current key: announcements for lists that pass on nothing else, and security.txt. */
  clearSign(text: string): Promise<string>;
}

/**
 * The desk's side of the role key's socket (`createRoleKeyClient`). `open` goes over it; signatures beside data and
 * certificates are read by the caller's own workers, because they need no secret.
 */
export interface RoleKeyClient {
  readonly opener: MessageOpener;
  readonly signer: RoleSigner;
  /** All keys, the current one first; none when none is installed. Throws ROLE_KEY_UNAVAILABLE. */
  keys(): Promise<readonly OwnKeyFacts[]>;
}
