import type { Certificate } from "../../openpgp/index.ts";
import type { Flag } from "./flags.ts";
import type { StateChange } from "./state.ts";

/** What happens to a message. The words are stable: programs and the log hold them. */
export type Disposition =
  | "new_case"
  /** To a case, by a sender who is proven. */
  | "append_case"
  /** To a case, by somebody who knows a message id of ours and is not proven: it gives no access to anything. */
  | "append_case_unverified"
  /** A person looks first; nothing is done by itself. */
  | "quarantine"
  | "hold_unreadable"
  /** Refused at delivery, so that its sender learns it from their own mail system. */
  | "reject"
  | "log_only"
  | "delivery_report"
  | "triage_noise"
  | "duplicate";

export interface CryptoFacts {
  /** Where the outermost OpenPGP or S/MIME data stands. */
  readonly layer: "none" | "inline" | "pgp-mime" | "smime";
  /** `null` when nothing was encrypted. */
  readonly decrypted: boolean | null;
  /** `null` when nothing was encrypted, or nothing could be said of it. */
  readonly integrity: "ok" | "fail" | "none" | null;
  /** `partial`: good, but not over all that is shown. */
  readonly signature: SignatureWord;
  /** Primary fingerprint where the key is known and the signature is good, partial, or by a revoked key. */
  readonly signer: string | null;
  readonly signerMatchesFrom: boolean | null;
}

export type SignatureWord = "none" | "good" | "bad" | "unknown_key" | "revoked_key" | "partial";

/** What pressing "reply" does. */
export type Reply =
  /** To this primary fingerprint. */
  | `encrypt:${string}`
  /** It came encrypted and no key is known: look one up, else a draft that asks for it and holds nothing of the report. */
  | "lookup_then_ask"
  /** It came in clear: a clear answer is allowed, and offers encryption. */
  | "ask_for_key_or_clear"
  | "ask_resend"
  /** A person must decide to whom. */
  | "manual"
  | "none";

export interface Attachment {
  /** Safe to show and to use as a file's name. */
  readonly name: string;
  /** As its sender calls it; a download is always application/octet-stream. */
  readonly mediaType: string;
  readonly encrypted: boolean;
  /** Primary fingerprints of good signatures over it. */
  readonly signers: readonly string[];
  /** It holds a secret key and must not be handed out. */
  readonly secret: boolean;
  /** Size of its contents. */
  readonly bytes: number;
}

/** Takes the contents of an attachment out of its message. */
export type FileReader = () => Uint8Array;

/** One piece of what a handler sees, with what is known about it. Pieces are never joined. */
export interface ShownPart {
  /** Where it stands: `text`, `text made from HTML`, `inside a forwarded mail`. */
  readonly what: string;
  /** Control characters are symbols. */
  readonly text: string;
  readonly encrypted: boolean;
  readonly signers: readonly string[];
}

/** Whether a part is a sentence of ours in the place of something that is not shown. */
export function isNote(what: string): boolean {
  return /^note\b/.test(what);
}

export interface Shown {
  readonly headers: readonly { readonly name: string; readonly text: string; readonly protected: boolean }[];
  readonly parts: readonly ShownPart[];
}

/** A command by signed mail, and what became of it. */
export interface CommandOutcome {
  readonly verb: CommandVerb;
  readonly caseId: string;
  /** The severity, day or address that it names. */
  readonly value: string | undefined;
  /** The staff member's address. */
  readonly by: string;
  readonly ran: boolean;
  /** Why it did not run, as a sentence for its sender. */
  readonly refused: string | undefined;
}

export type CommandVerb = "claim" | "not ours" | "severity" | "due" | "assign";

/** What is thought of one message: a value. The same message over the same state is judged the same. */
export interface Judgement {
  readonly disposition: Disposition;
  /** The rule of the table that decided, as a sentence. */
  readonly because: string;
  /** The case with which it is to be kept; undefined where it belongs to none. What it means there, the disposition says. */
  readonly caseId: string | undefined;
  /** Who says that they wrote it, lower case; undefined where nobody can be chosen. */
  readonly from: string | undefined;
  readonly crypto: CryptoFacts;
  readonly reply: Reply;
  /** A usable key of the sender's, on file or come along: what goes to them by itself is encrypted to it. */
  readonly replyKey: Certificate | undefined;
  /** Whether an acknowledgement goes out by itself, to the envelope's sender. How often is for who sends it. */
  readonly autoAck: boolean;
  /** In the order of the table of flags. */
  readonly flags: readonly Flag[];
  readonly attachments: readonly Attachment[];
  readonly shown: Shown;
  readonly command: CommandOutcome | undefined;
  readonly changes: readonly StateChange[];
}

/** What says that ciphertext stands in a message and was left closed. */
export const LEFT_CLOSED: readonly Flag[] = ["openpgp_not_recognised", "encrypted_in_forward", "quoted_openpgp_block"];

/** Whether anything in a message was encrypted, opened or not: what is written about it may not leave in clear by itself. */
export function holdsCiphertext({ crypto, flags }: Pick<Judgement, "crypto" | "flags">): boolean {
  return crypto.decrypted !== null || LEFT_CLOSED.some((flag) => flags.includes(flag));
}

/** The same with what is in the attachments, by their place. */
export interface JudgedMail extends Judgement {
  readonly files: readonly FileReader[];
}
