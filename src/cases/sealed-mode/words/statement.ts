import { isSha256, type Parsed, type Sha256 } from "../../../kernel/index.ts";
import type { OpenFault } from "../../../openpgp/index.ts";
import { FLAGS, type Flag } from "../../intake/flags.ts";
import type { CryptoFacts } from "../../intake/judgement.ts";
import {
  formatText,
  instantText,
  isInstantText,
  NONE,
  parseText,
  readWords,
  type TextForm,
  words,
  wrongValue,
} from "./signed-text.ts";

/** What somebody found in a sealed message: facts, and no word of its text. */
export interface StatementFacts {
  /** `yes`, or why it gave no plain text. */
  readonly opened: "yes" | OpenFault;
  readonly crypto: Pick<CryptoFacts, "layer" | "integrity" | "signature" | "signer" | "signerMatchesFrom">;
  /** Of the message alone, not of what the desk knows beside it; in the table's order. */
  readonly flags: readonly Flag[];
  readonly attachments: number;
  /** The command in the signed text as it stands there, `claim SEC-2026-0001`; empty for none. It runs nothing. */
  readonly command: string;
  /** Primary fingerprint of the key that answers can be encrypted to; empty for none. */
  readonly replyKey: string;
  /** SHA-256 of that certificate's bytes, which travel beside the statement; empty for none. */
  readonly replyKeyHash: Sha256 | "";
  /** Token of a test mail that the desk sent to itself; empty for every other message. */
  readonly test: string;
}

/** Facts, about what, by whom and when. */
export interface Statement extends StatementFacts {
  /** Where people reach the desk. */
  readonly desk: string;
  readonly caseId: string;
  /** The desk's id of the message. */
  readonly messageId: string;
  /** SHA-256 of the message as it came. */
  readonly ciphertext: Sha256;
  readonly person: string;
  readonly made: Date;
}

const LABELS = [
  ...["Desk", "Case", "Message", "Ciphertext", "Person", "Made", "Opened", "Layer", "Integrity", "Signature"],
  ...["Signer", "Signer-Matches-From", "Flags", "Attachments", "Command", "Reply-Key", "Reply-Key-SHA256", "Test"],
] as const;
type Label =
  | "Desk"
  | "Case"
  | "Message"
  | "Ciphertext"
  | "Person"
  | "Made"
  | "Opened"
  | "Layer"
  | "Integrity"
  | "Signature"
  | "Signer"
  | "Signer-Matches-From"
  | "Flags"
  | "Attachments"
  | "Command"
  | "Reply-Key"
  | "Reply-Key-SHA256"
  | "Test";

const FORM: TextForm<Label> = {
  title: "Sameday statement on a sealed message, version 1",
  labels: LABELS as readonly Label[],
};

const OPENED: readonly StatementFacts["opened"][] = [
  "yes",
  ...(["no-matching-key", "password-only", "integrity-failure", "no-integrity-protection", "malformed"] as const),
  ...(["unsupported-algorithm", "decompression-limit", "session-key-limit", "deadline"] as const),
];
const LAYERS: readonly CryptoFacts["layer"][] = ["none", "inline", "pgp-mime", "smime"];
const INTEGRITY: readonly NonNullable<CryptoFacts["integrity"]>[] = ["ok", "fail", "none"];
const SIGNATURES: readonly CryptoFacts["signature"][] = [
  ...(["none", "good", "bad", "unknown_key", "revoked_key", "partial"] as const),
];
const MATCHES = { true: "yes", false: "no", null: "does not apply" } as const;
const FINGERPRINT = /^(?:[0-9A-F]{40}|[0-9A-F]{64})$/;
const TOKEN = /^[0-9a-f]{64}$/;
/** `unknown` instead of `none`: an integrity of `none` is a fact of its own. */
const UNKNOWN = "unknown";

/** The text that is signed. Throws INPUT_INVALID for a value that has no place in it. */
export function formatStatement(statement: Statement): string {
  const { crypto } = statement;
  return formatText(FORM, {
    Desk: statement.desk,
    Case: statement.caseId,
    Message: statement.messageId,
    Ciphertext: statement.ciphertext,
    Person: statement.person,
    Made: instantText(statement.made),
    Opened: statement.opened,
    Layer: crypto.layer,
    Integrity: crypto.integrity ?? UNKNOWN,
    Signature: crypto.signature,
    Signer: crypto.signer ?? NONE,
    "Signer-Matches-From": MATCHES[String(crypto.signerMatchesFrom) as keyof typeof MATCHES],
    Flags: words(statement.flags),
    Attachments: String(statement.attachments),
    Command: statement.command || NONE,
    "Reply-Key": statement.replyKey || NONE,
    "Reply-Key-SHA256": statement.replyKeyHash || NONE,
    Test: statement.test || NONE,
  });
}

/** The inverse: every text that `formatStatement` would not write is refused. */
export function parseStatement(text: string): Parsed<Statement | undefined> {
  const { value: said, problems } = parseText(FORM, text);
  if (!said) return { value: undefined, problems };
  const none = (value: string): string => (value === NONE ? "" : value);
  const matches = Object.entries(MATCHES).find(([, word]) => word === said["Signer-Matches-From"])?.[0];
  const statement = {
    desk: said.Desk,
    caseId: said.Case,
    messageId: said.Message,
    ciphertext: said.Ciphertext,
    person: said.Person,
    made: new Date(said.Made),
    opened: said.Opened as Statement["opened"],
    crypto: {
      layer: said.Layer as CryptoFacts["layer"],
      integrity: said.Integrity === UNKNOWN ? null : (said.Integrity as CryptoFacts["integrity"]),
      signature: said.Signature as CryptoFacts["signature"],
      signer: none(said.Signer) || null,
      signerMatchesFrom: matches === "null" ? null : matches === "true",
    },
    flags: readWords(said.Flags) as readonly Flag[],
    attachments: Number(said.Attachments),
    command: none(said.Command),
    replyKey: none(said["Reply-Key"]),
    replyKeyHash: none(said["Reply-Key-SHA256"]),
    test: none(said.Test),
  } satisfies Statement;
  const wrong = wrongParts(statement, { ...said, matches });
  if (wrong.length > 0) return { value: undefined, problems: wrong.map(wrongValue) };
  if (formatStatement(statement) !== text) {
    return { value: undefined, problems: [wrongValue("The text has another spelling than a statement.")] };
  }
  return { value: statement, problems };
}

function wrongParts(
  statement: Statement,
  said: Readonly<Record<"Made" | "Attachments", string>> & { readonly matches: string | undefined },
): readonly string[] {
  const { crypto, flags } = statement;
  const order = Object.keys(FLAGS);
  const rules: readonly (readonly [boolean, string])[] = [
    [isSha256(statement.ciphertext), "The ciphertext's hash is malformed."],
    [isInstantText(said.Made), "The time is to the second, as 2026-11-22T07:00:00Z."],
    [OPENED.includes(statement.opened), "It was opened, or one of the known reasons says why not."],
    [LAYERS.includes(crypto.layer), "The layer is not one that is known."],
    [crypto.integrity === null || INTEGRITY.includes(crypto.integrity), "The integrity is not a word that is known."],
    [SIGNATURES.includes(crypto.signature), "The signature is not a word that is known."],
    [crypto.signer === null || FINGERPRINT.test(crypto.signer), "The signer is no fingerprint."],
    [said.matches !== undefined, "Whether the signer is the sender is yes, no, or does not apply."],
    [flags.every((flag) => flag in FLAGS), "A flag is not one that is known."],
    [
      flags.every((flag, index) => index === 0 || order.indexOf(flags[index - 1] ?? "") < order.indexOf(flag)),
      "The flags are in the table's order, each once.",
    ],
    [/^(?:0|[1-9]\d{0,4})$/.test(said.Attachments), "The attachments are a number."],
    [statement.replyKey === "" || FINGERPRINT.test(statement.replyKey), "The key for answers is no fingerprint."],
    [(statement.replyKey === "") === (statement.replyKeyHash === ""), "The key for answers has a hash."],
    [statement.replyKeyHash === "" || isSha256(statement.replyKeyHash), "The key's hash is malformed."],
    [statement.test === "" || TOKEN.test(statement.test), "The token of a test is 64 hex digits."],
    [statement.opened === "yes" || isBare(statement), "What was not opened has no signature, files, command or key."],
  ];
  return rules.filter(([holds]) => !holds).map(([, message]) => message);
}

function isBare({ crypto, command, replyKey, test }: Statement): boolean {
  return crypto.signature === "none" && crypto.signer === null && command === "" && replyKey === "" && test === "";
}
