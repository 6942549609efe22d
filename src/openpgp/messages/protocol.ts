import type {
  Certificate,
  CertificatesRead,
  ClearTextRead,
  MessageLimits,
  OpenedMail,
  OwnKeyFacts,
  SignatureFact,
} from "./contract.ts";

/** What a worker is started with. */
export interface WorkerSettings {
  readonly secretKeys: readonly Uint8Array[];
  readonly limits: MessageLimits;
  /** Whether session keys may come from somebody who holds keys that this process never has (`createLentOpener`). */
  readonly lent?: boolean;
}

/** A session key that gpg took out of a message for us. */
export interface GpgSessionKey {
  readonly data: Uint8Array;
  /** Symmetric algorithm number (RFC 9580, 9.3). */
  readonly algorithm: number;
  /** Primary fingerprint of the key that opened it, upper case. */
  readonly openedBy: string;
}

/** Nothing opened it so far, and gpg may: these whole session key packets, with those of our keys, by their place. */
export interface AskGpg {
  readonly packets: readonly Uint8Array[];
  readonly keys: readonly number[];
}

/** The calls that a worker answers, by name. All of it can be copied between threads. */
export interface Calls {
  readonly open: {
    readonly job: {
      readonly message: Uint8Array;
      readonly known: readonly Uint8Array[];
      readonly now: Date;
      readonly sessionKey: GpgSessionKey | undefined;
    };
    readonly answer: { readonly opened: OpenedMail; readonly askGpg: AskGpg | undefined };
  };
  readonly verifyDetached: {
    readonly job: {
      readonly data: Uint8Array;
      readonly signature: Uint8Array;
      readonly known: readonly Uint8Array[];
      readonly now: Date;
    };
    readonly answer: readonly SignatureFact[];
  };
  readonly verifyClearText: {
    readonly job: { readonly text: Uint8Array; readonly known: readonly Uint8Array[]; readonly now: Date };
    readonly answer: ClearTextRead | undefined;
  };
  readonly readCertificates: {
    readonly job: { readonly bytes: Uint8Array; readonly now: Date };
    readonly answer: CertificatesRead;
  };
  readonly merge: {
    readonly job: { readonly copies: readonly Uint8Array[]; readonly now: Date };
    /** Undefined where they are not copies of one key. */
    readonly answer: Certificate | undefined;
  };
  readonly seal: {
    readonly job: {
      readonly data: Uint8Array;
      readonly signature: string;
      readonly to: readonly Uint8Array[];
      readonly now: Date;
    };
    /** The armored message, or the place of the first certificate that cannot be encrypted to, and why; -1 for the signature. */
    readonly answer: string | { readonly place: number; readonly why: string };
  };
  readonly sign: {
    readonly job: { readonly data: Uint8Array; readonly form: "detached" | "clear"; readonly now: Date };
    /** `askGpg` with the current key's fingerprint: gpg has to do it. `refused` says why in a sentence. */
    readonly answer: { readonly signed: string } | { readonly askGpg: string } | { readonly refused: string };
  };
  readonly ownKeys: { readonly job: { readonly now: Date }; readonly answer: readonly OwnKeyFacts[] };
}

export type CallName = keyof Calls;

export type Request = {
  readonly [Name in CallName]: { readonly name: Name; readonly job: Calls[Name]["job"] };
}[CallName];
