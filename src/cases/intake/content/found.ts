import type { Part } from "../../../mail/index.ts";
import type { OpenedMail, SignatureFact } from "../../../openpgp/index.ts";
import type { Flag } from "../flags.ts";

/** One piece of what a message holds, with the cryptography around it. */
export interface Piece {
  readonly kind: "text" | "attachment";
  /** For people: where it stands. */
  readonly what: string;
  /** Of a text; empty of an attachment. */
  readonly text: string;
  readonly file: PieceFile | undefined;
  /** Whether it came out of something encrypted. */
  readonly encrypted: boolean;
  /** All signatures that are over it. */
  readonly signatures: readonly SignatureFact[];
  /** Whether it is HTML that was made into text: what it shows first need not be what its author wrote first. */
  readonly fromHtml: boolean;
  /** HTML that would load, do or leave open something: what gives a ciphertext beside it away. */
  readonly unsafeHtml: boolean;
  /** Whether it says something: notes of ours, keys and blanks do not. */
  readonly counts: boolean;
}

export interface PieceFile {
  readonly name: string;
  readonly mediaType: string;
  readonly secret: boolean;
  read(): Uint8Array;
}

/** A piece of OpenPGP or S/MIME data that was met where it is meant for us. */
export interface MetLayer {
  readonly kind: "pgp-mime" | "inline" | "smime";
  /** Undefined for a signature alone. */
  readonly opened: OpenedMail | "not-opened" | undefined;
}

/** Keys as bytes, before anybody has looked at them. */
export interface CameAlong {
  readonly bytes: Uint8Array;
  readonly source: "attached" | "autocrypt";
  /** Whether it came out of something encrypted, so that nobody on the way can have put it there. */
  readonly encrypted: boolean;
}

/** What reading a message found. */
export interface Found {
  readonly layers: MetLayer[];
  readonly pieces: Piece[];
  readonly keys: CameAlong[];
  readonly flags: Set<Flag>;
  /** Every signature that was met, each once. */
  readonly signatures: SignatureFact[];
  /** The part whose headers the message's cryptography protects: nothing but cryptography is around it. */
  payload:
    | { readonly part: Part; readonly encrypted: boolean; readonly signatures: readonly SignatureFact[] }
    | undefined;
}
