import type { Person } from "../../distribution/index.ts";
import type { Clock, ProcessRunner, Random } from "../../kernel/index.ts";

/** What the sealed layer asks of OpenPGP. Plain text passes through pipes and memory only. */
export interface SealedCrypto {
  /** The text, clear-signed with a key of whoever is at work. */
  sign(text: string): Promise<string>;
  /** What was signed, by which primary keys, and when. Throws SIGNATURE_BAD with the reason. */
  verify(signed: Uint8Array): Promise<SignedText>;
  /** One armored message for these primary keys; its length follows from that of the data. Throws INPUT_INVALID. */
  seal(data: Uint8Array, fingerprints: readonly [string, ...string[]]): Promise<string>;
  /** An answer for each message, in order. */
  open(messages: readonly Uint8Array[]): Promise<readonly OpenedMessage[]>;
  /** Of these primary keys those that can be encrypted to now. */
  encryptable(fingerprints: readonly string[]): Promise<readonly string[]>;
}

export interface SignedText {
  readonly text: Uint8Array;
  readonly fingerprints: readonly string[];
  readonly signedAt: Date;
}

export type OpenedMessage = { readonly plain: Uint8Array } | { readonly refused: string; readonly message: string };

/** Everything that reading a sealed layer needs of the world. */
export interface SealedWorld {
  /** A git checkout that holds nothing else. */
  readonly directory: string;
  readonly processes: ProcessRunner;
  readonly crypto: SealedCrypto;
  readonly clock: Clock;
  /** The people of the distribution definition: whose key is whose is believed from nowhere else. */
  readonly people: readonly Person[];
}

/** Writing needs somebody who writes. */
export interface SealedWriter extends SealedWorld {
  readonly me: Person;
  readonly random: Random;
}
