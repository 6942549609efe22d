import type { Sha256 } from "../../kernel/index.ts";
import type { Case } from "../case/index.ts";
import type { CryptoFacts, Disposition, Flag, Reply, Shown, StateChange } from "../intake/index.ts";

/** What is sealed of a case: the work's state, and all that must not stand in a list. */
export interface KeptCase {
  readonly case: Case;
  /** One line, by whoever handles it; before that the report's subject. Never in mails or lists for those who may not read. */
  readonly title: string;
  /** Who reported it, as they are answered; empty when nobody is to be answered. Lower case. */
  readonly reporter: string;
  /** Whether anything of it came encrypted: then no answer leaves in clear without a reason on record. */
  readonly cameEncrypted: boolean;
  /** The advisory record as TOML; empty while there is none. */
  readonly advisory: string;
  /** What somebody signed of it with the publisher's key, where the desk has none; absent before. */
  readonly signatures?: KeptSignatures;
  /** Its issue in the team's forge, as both sides agreed last; absent while there is none. */
  readonly forge?: ForgeLink;
}

/** Signatures over documents and announcement, each by the SHA-256 of the bytes that it is for: for other bytes it counts no more. */
export interface KeptSignatures {
  readonly by: string;
  readonly at: Date;
  /** Primary fingerprint of the key. */
  readonly key: string;
  readonly made: Readonly<Record<Sha256, string>>;
}

/** An issue that follows a case, and what was in step when both were compared last. */
export interface ForgeLink {
  readonly project: string;
  /** The issue's number in the project. */
  readonly issue: number;
  /** How the assignee is called there; empty for nobody. */
  readonly assignee: string;
  /** `2026-12-01`, or empty. */
  readonly due: string;
  readonly closed: boolean;
}

/** What is sealed of a message beside its bytes. */
export interface KeptMessage {
  readonly direction: "in" | "out" | "note";
  /** In: what came. Out: what was sent, with what was shown to whoever sent it. Note: a comment of somebody of the desk. */
  readonly by: string;
  /** With angle brackets; empty for a note. */
  readonly messageId: string;
  readonly shown: Shown;
  readonly judgement: KeptJudgement | undefined;
  /** Primary fingerprints that an answer was encrypted to; none for one in clear, a note and what came in. */
  readonly encryptedTo: readonly string[];
  /** Of an answer: how it left. */
  readonly how?: "encrypted" | "clear" | "ask-for-key";
  /** Of a message that the desk has as ciphertext alone: what people said who opened it. */
  readonly sealed?: SealedMessage;
}

/** A message that point people open on their own machines. */
export interface SealedMessage {
  /** SHA-256 of the message as it came or went. */
  readonly hash: Sha256;
  /** In the order in which they came, each as it was signed. */
  readonly statements: readonly KeptStatement[];
}

export interface KeptStatement {
  readonly by: string;
  readonly at: Date;
  /** The clear-signed text; `parseStatement` reads what stands in it. */
  readonly signed: string;
  /** The same without its signature. */
  readonly text: string;
  /** The key for answers that it names, in base64; empty for none. */
  readonly replyKey: string;
}

/** A judgement as it is kept: attachments by name; their bytes are read out of the message again. */
export interface KeptJudgement {
  readonly disposition: Disposition;
  readonly because: string;
  readonly crypto: CryptoFacts;
  readonly reply: Reply;
  readonly flags: readonly Flag[];
  readonly attachments: readonly KeptAttachment[];
  /** What the command in it came to, as a sentence; empty when it held none. */
  readonly command: string;
}

export interface KeptAttachment {
  readonly name: string;
  readonly mediaType: string;
  readonly encrypted: boolean;
  readonly signers: readonly string[];
  /** It holds a secret key and is not handed out. */
  readonly secret: boolean;
  readonly bytes: number;
}

/** What intake remembers from one message to the next, as a journal: the intake state is made of it from the first on. */
export type IntakeEntry =
  | StateChange
  | { readonly kind: "case-opened"; readonly id: string; readonly reporter: string }
  | { readonly kind: "message-sent"; readonly caseId: string; readonly messageId: string };
