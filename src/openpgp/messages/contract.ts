/**
 * Why a message gave no plain text. Told to us alone: whoever sent it learns no more than that it could not be read,
 * since each of these words is an answer to somebody who sends altered ciphertexts to hear how they fare.
 */
export type OpenFault =
  /** Encrypted, but to none of our keys. */
  | "no-matching-key"
  /** To a password alone. Nothing is ever derived from a password that a stranger chose the costs of. */
  | "password-only"
  /** The ciphertext is not what was encrypted. */
  | "integrity-failure"
  /** With a cipher or another algorithm that our key does not offer, or that is not known here. It may be whole. */
  | "unsupported-algorithm"
  /** The old form of encrypted data (RFC 9580, 5.7), which anybody can alter. It is not decrypted. */
  | "no-integrity-protection"
  /** Not exactly one complete OpenPGP message. */
  | "malformed"
  | "decompression-limit"
  | "session-key-limit"
  /** It took longer than the deadline, or more memory than a worker has; its worker was ended. */
  | "deadline";

/**
 * What one signature is worth. Only `good` counts: the data are what was signed, the key is known, and it was neither
 * revoked nor expired when it counts. A key that was superseded or retired, or that expired, after the signature was made
 * leaves it good; a revocation without that reason does not, since nobody can say since when the key was in other hands.
 */
export interface SignatureFact {
  readonly state: "good" | "bad" | "unknown-key" | "revoked-key" | "expired-key";
  /** Primary fingerprint, upper case, of the known key that it names; undefined for an unknown key. */
  readonly signer: string | undefined;
  /** When it says it was made; undefined where it does not say so. */
  readonly made: Date | undefined;
  /** Over MD5, SHA-1 or RIPEMD-160. Its state is `bad` then, for whoever asks for the state alone. */
  readonly weakHash: boolean;
  /** Made after now, by more than clocks differ. Its state is `bad` then. */
  readonly inFuture: boolean;
}

/** What became of one message. There is plain text or a fault, never both and never neither. */
export interface OpenedMail {
  readonly plain: Uint8Array | undefined;
  /**
   * `ok`: the encrypted data were checked as a whole, and `plain` is all of them. `fail`: they were altered, or the message
   * is not whole. `none`: nothing protects them, as with a message that is only signed, or nothing was decrypted.
   */
  readonly integrity: "ok" | "fail" | "none";
  readonly fault: OpenFault | undefined;
  /** How many public-key session keys stand in the message. */
  readonly sessionKeys: number;
  /** Primary fingerprint, upper case, of our key that opened it; undefined when none did, or when nothing is encrypted. */
  readonly openedWith: string | undefined;
  /** Whether that is the first of our keys. */
  readonly withCurrentKey: boolean;
  /**
   * SHA-256 of the encrypted data packet's body alone, lower-case hex; empty when nothing is encrypted. The same ciphertext
   * with other session keys before it, or cut into other lengths of pieces, is known again by it.
   */
  readonly ciphertextHash: string;
  /** Those inside the message, in its order. */
  readonly signatures: readonly SignatureFact[];
  /**
   * The same as packets: a key that came inside the message is asked about with `verifyDetached` over `plain`, and nothing
   * is decrypted twice. Empty when there is none.
   */
  readonly signaturePackets: Uint8Array;
}

/** A public key as far as intake has to know it. */
export interface Certificate {
  /** Of the primary key, upper case: 40 hex digits, or 64 of a v6 key. */
  readonly fingerprint: string;
  /** Mail addresses of its valid user ids, lower case, each once. */
  readonly addresses: readonly string[];
  /** Valid user ids: bound by the key itself, and not revoked. */
  readonly userIds: readonly string[];
  readonly created: Date;
  readonly expires: Date | undefined;
  readonly revoked: boolean;
  /** Whether it has a part that can be encrypted to now. */
  readonly canEncrypt: boolean;
  /** Why it has none, as a clause: "its encryption part expired …". */
  readonly cannotEncrypt?: string | undefined;
  /** Binary, public parts alone, as it came. */
  readonly bytes: Uint8Array;
}

/** A secret key of ours, as far as everybody may know of it. */
export interface OwnKeyFacts {
  /** Of the primary key, upper case. */
  readonly fingerprint: string;
  readonly userIds: readonly string[];
  readonly created: Date;
  /** When the primary key ends; undefined for never. */
  readonly expires: Date | undefined;
  readonly revoked: boolean;
  /** Until when somebody can encrypt to it: undefined for ever, null when nobody can now. */
  readonly encryptableUntil: Date | null | undefined;
  /** Until when it signs: undefined for ever, null when it does not now. */
  readonly signsUntil: Date | null | undefined;
  /** Why nobody can encrypt to it now, or it signs nothing, as a clause: "it has no encryption part". */
  readonly cannotEncrypt?: string | undefined;
  readonly cannotSign?: string | undefined;
  /** Of the parts that are encrypted to. */
  readonly algorithm: "curve" | "rsa" | "other";
  /** Whether it is the first. */
  readonly isCurrent: boolean;
  /** Binary, public parts alone. */
  readonly certificate: Uint8Array;
}

export interface CertificatesRead {
  readonly certificates: readonly Certificate[];
  /** A secret key was among them: its secret part is dropped and stands nowhere in the answer. */
  readonly secret: boolean;
  /** One sentence for people about each part that is no key or no sound one. */
  readonly faults: readonly string[];
}

export interface ClearTextRead {
  /** What was signed: no dash escapes, no blanks at line ends, LF; without the line end before the signature. */
  readonly text: string;
  /** The same as its bytes, in whatever charset they came; `text` is UTF-8 where they are that, else byte for byte. */
  readonly bytes: Uint8Array;
  readonly signatures: readonly SignatureFact[];
}

/**
 * Opens and verifies what strangers send. Every call runs in a worker with a deadline of its own: a hostile message ends
 * that worker, and the others go on. No call throws because of what a message holds.
 */
export interface MessageOpener {
  /** One OpenPGP message, armored or binary. `known` are keys of possible signers. */
  open(message: Uint8Array, known: readonly Certificate[]): Promise<OpenedMail>;
  /** Signatures beside the data, armored or binary. Empty when there is none that can be read, or the deadline passed. */
  verifyDetached(
    data: Uint8Array,
    signature: Uint8Array,
    known: readonly Certificate[],
  ): Promise<readonly SignatureFact[]>;
  /** One clear-signed text with white space around it; undefined when it is not exactly that, or the deadline passed. */
  verifyClearText(text: Uint8Array, known: readonly Certificate[]): Promise<ClearTextRead | undefined>;
  /** Public keys, armored or binary, as they stand now. Keys past the twentieth are not read. */
  readCertificates(bytes: Uint8Array): Promise<CertificatesRead>;
  /** Ends the workers. Calls that are under way answer `deadline`. */
  close(): Promise<void>;
}

export interface MessageLimits {
  /** Bytes that a message may have after decompression. */
  readonly decompressed: number;
  /** Public-key session keys that a message may carry; counted before any is tried. */
  readonly sessionKeys: number;
}

export const DEFAULT_MESSAGE_LIMITS: MessageLimits = { decompressed: 50 * 1000 * 1000, sessionKeys: 50 };
