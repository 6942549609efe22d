import type { Sha256 } from "../kernel/index.ts";

/**
 * The archive signer's socket: one JSON object a line, answered by one JSON object a line. Few calls, and none that
 * signs what the caller says: each names content that the signer checks by itself.
 * Files are handed over by path inside the exchange directory, read once, hashed, and copied before they are believed.
 */

export interface OfferedFile {
  readonly name: string;
  readonly sha256: Sha256;
  /** Absolute path readable by the signer. */
  readonly path: string;
}

export type SignerRequest =
  /** Put built files into a queue (test suite), signed with the queue key. Needs one build statement by a known builder. */
  | {
      readonly call: "enqueue";
      readonly queue: string;
      readonly release: string;
      readonly update: string;
      readonly files: readonly OfferedFile[];
      readonly envelopes: readonly string[];
    }
  /** Take an update out of a queue. */
  | { readonly call: "dequeue"; readonly queue: string; readonly release: string; readonly update: string }
  /**
   * Release an update into the security suite, signed with the archive key. Needs a build statement and a proof by known
   * builders over the same hashes (or an override by two full members with a reason) and the approvals the policy asks for.
   * Idempotent: an update that is already in the suite with the same hashes answers as the first time.
   */
  | {
      readonly call: "publish";
      readonly release: string;
      readonly update: string;
      readonly source: string;
      readonly version: string;
      readonly uploaderFingerprint: string;
      readonly files: readonly OfferedFile[];
      readonly envelopes: readonly string[];
      /** Clear-signed approval texts. */
      readonly approvals: readonly string[];
    }
  /**
   * Asks whether users have or had an update: the answer to a publication whose own answer was lost. Takes its turn, so
   * whatever was asked before is done by then.
   */
  | {
      readonly call: "standing";
      readonly release: string;
      readonly update: string;
      readonly source: string;
      readonly version: string;
    }
  /** Clear-sign, with the advisory key, an advisory whose text names an update that the signer has published, and issues as approved. */
  | { readonly call: "sign-advisory"; readonly update: string; readonly text: string }
  | { readonly call: "keys" }
  /** Begin or finish a rotation of the archive key; both keys sign during the overlap. */
  | { readonly call: "rotate"; readonly stage: "begin" | "finish" }
  | { readonly call: "ping" };

export type SignerAnswer =
  | { readonly ok: true; readonly result: SignerResult }
  | { readonly ok: false; readonly code: string; readonly message: string };

export type SignerResult =
  | ({ readonly call: "enqueue" } & Placed)
  | ({ readonly call: "dequeue" } & Placed)
  | ({ readonly call: "publish" } & Placed)
  /** Null: it was never released. */
  | { readonly call: "standing"; readonly released: Placed | null }
  | { readonly call: "sign-advisory"; readonly signed: string }
  | { readonly call: "keys"; readonly keys: readonly SigningKey[] }
  | { readonly call: "rotate"; readonly keys: readonly SigningKey[] }
  | { readonly call: "ping"; readonly version: string };

/** Where an update stands: in which suite, since which serial; `snapshot` is `SUITE/SERIAL`. */
export interface Placed {
  readonly suite: string;
  readonly serial: number;
  readonly snapshot: string;
}

export interface SigningKey {
  /** Advisories have a key of their own: a text that the archive key signed could pose as a Release file. */
  readonly use: "archive" | "queue" | "advisory";
  readonly fingerprint: string;
  /** RFC 3339. */
  readonly created: string;
  readonly expires: string | null;
  /** During a rotation the archive has an outgoing and an incoming key, and both sign. */
  readonly state: "signing" | "incoming" | "outgoing";
  /** ASCII armor of the public key. */
  readonly publicKey: string;
}

/** Answered to a ping; a desk and a signer of different versions do not work together. */
export const PROTOCOL_VERSION = "2";
