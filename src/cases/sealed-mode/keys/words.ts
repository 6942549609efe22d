import { isSha256, type Parsed, type Sha256 } from "../../../kernel/index.ts";
import {
  formatText,
  instantText,
  isInstantText,
  parseText,
  readWords,
  type TextForm,
  words,
  wrongValue,
} from "../words/signed-text.ts";

/** What somebody signs who hands in sealed copies of a decryption subkey. */
export interface CopiesWord {
  readonly desk: string;
  /** Fingerprints of the primary key and of the decryption subkey. */
  readonly roleKey: string;
  readonly subkey: string;
  /** SHA-256 of the public certificate, binary. */
  readonly certificate: Sha256;
  readonly copies: readonly { readonly person: string; readonly hash: Sha256 }[];
  readonly person: string;
  readonly made: Date;
}

/** What somebody signs who has taken a copy into their keyring and tried it out. */
export interface ReceiptWord {
  readonly desk: string;
  readonly roleKey: string;
  readonly subkey: string;
  /** SHA-256 of the sealed copy. */
  readonly copy: Sha256;
  readonly person: string;
  readonly made: Date;
}

const COPIES: TextForm<"Desk" | "Role-Key" | "Subkey" | "Certificate" | "Copies" | "Person" | "Made"> = {
  title: "Sameday role key copies, version 1",
  labels: ["Desk", "Role-Key", "Subkey", "Certificate", "Copies", "Person", "Made"],
};
const RECEIPT: TextForm<"Desk" | "Role-Key" | "Subkey" | "Copy" | "Person" | "Made"> = {
  title: "Sameday role key receipt, version 1",
  labels: ["Desk", "Role-Key", "Subkey", "Copy", "Person", "Made"],
};
const FINGERPRINT = /^(?:[0-9A-F]{40}|[0-9A-F]{64})$/;
const COPY = /^([a-z][a-z0-9-]*)=([0-9a-f]{64})$/;

/** Throws INPUT_INVALID for a value that has no place in it. */
export function formatCopiesWord(word: CopiesWord): string {
  return formatText(COPIES, {
    Desk: word.desk,
    "Role-Key": word.roleKey,
    Subkey: word.subkey,
    Certificate: word.certificate,
    Copies: words(word.copies.map(({ person, hash }) => `${person}=${hash}`)),
    Person: word.person,
    Made: instantText(word.made),
  });
}

export function parseCopiesWord(text: string): Parsed<CopiesWord | undefined> {
  const { value: said, problems } = parseText(COPIES, text);
  if (!said) return { value: undefined, problems };
  const listed = readWords(said.Copies).map((word) => COPY.exec(word) ?? []);
  const isGood =
    [said["Role-Key"], said.Subkey].every((one) => FINGERPRINT.test(one)) &&
    isSha256(said.Certificate) &&
    isInstantText(said.Made) &&
    listed.every(({ length }) => length === 3) &&
    new Set(listed.map(([, person]) => person)).size === listed.length;
  if (!isGood)
    return { value: undefined, problems: [wrongValue("A fingerprint, a hash, the list or the time is malformed.")] };
  return {
    value: {
      ...{ desk: said.Desk, roleKey: said["Role-Key"], subkey: said.Subkey, certificate: said.Certificate },
      copies: listed.map(([, person = "", hash = ""]) => ({ person, hash })),
      ...{ person: said.Person, made: new Date(said.Made) },
    },
    problems,
  };
}

/** Throws INPUT_INVALID for a value that has no place in it. */
export function formatReceiptWord(word: ReceiptWord): string {
  return formatText(RECEIPT, {
    Desk: word.desk,
    "Role-Key": word.roleKey,
    Subkey: word.subkey,
    Copy: word.copy,
    Person: word.person,
    Made: instantText(word.made),
  });
}

export function parseReceiptWord(text: string): Parsed<ReceiptWord | undefined> {
  const { value: said, problems } = parseText(RECEIPT, text);
  if (!said) return { value: undefined, problems };
  if (!isSha256(said.Copy) || !isInstantText(said.Made)) {
    return { value: undefined, problems: [wrongValue("The copy's hash or the time is malformed.")] };
  }
  return {
    value: {
      ...{ desk: said.Desk, roleKey: said["Role-Key"], subkey: said.Subkey, copy: said.Copy },
      ...{ person: said.Person, made: new Date(said.Made) },
    },
    problems,
  };
}
