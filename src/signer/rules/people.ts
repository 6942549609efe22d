import type { Distribution, Person } from "../../distribution/index.ts";
import type { ProcessRunner } from "../../kernel/index.ts";
import { type EverSigned, everSignedClear, usableKeyFiles, verifyClearsigned } from "../../openpgp/index.ts";
import { refusal } from "./refusal.ts";

/** A person of the definition and the key with which they signed. */
export interface SignedBy {
  readonly person: Person;
  readonly fingerprint: string;
}

/** Somebody whose signature a file carries. */
export interface EverSignedBy extends SignedBy {
  /** The signature has expired, or its key has, or was revoked: it still says who uploaded, and gives no authority. */
  readonly isLapsed: boolean;
}

/** A text and everybody of the definition who clear-signed it, in the order of the signatures; never empty. */
export interface SignedByPeople {
  readonly signers: readonly SignedBy[];
  /** When the first good signature says it was made. */
  readonly signedAt: Date;
  readonly text: string;
}

/**
 * Who of the definition clear-signed a text. Throws SIGNATURE_BAD, or SIGNER_UNKNOWN when all keys are nobody's.
 * A person whose key file cannot be read stops nobody else: their signatures are by an unknown key.
 */
export async function signedByPeople(
  runner: ProcessRunner,
  definition: Distribution,
  message: Uint8Array,
): Promise<SignedByPeople> {
  const keyringFile = await usableKeyFiles(definition.people.map((person) => person.keyFile));
  if (keyringFile.length === 0) throw refusal("No key of any person can be read.", "SIGNATURE_BAD");
  const verified = await verifyClearsigned(runner, { message, keyringFile });
  const signers = verified.fingerprints.flatMap((fingerprint) =>
    definition.people
      .filter((person) => person.fingerprints.includes(fingerprint))
      .map((person) => ({ person, fingerprint })),
  );
  if (signers.length > 0) {
    return { signers, signedAt: verified.signedAt, text: Buffer.from(verified.signedText).toString("utf8") };
  }
  throw refusal(
    `The key ${verified.fingerprints[0]} belongs to nobody in the distribution definition.`,
    "SIGNER_UNKNOWN",
  );
}

/**
 * The one person whose word a text is. Throws like `signedByPeople`, and SIGNER_NOT_ALLOWED when several people signed
 * it: whose decision it is must not depend on the order of the signatures.
 */
export async function signedByPerson(
  runner: ProcessRunner,
  definition: Distribution,
  message: Uint8Array,
): Promise<SignedBy & Omit<SignedByPeople, "signers">> {
  const { signers, signedAt, text } = await signedByPeople(runner, definition, message);
  const [first] = signers;
  const names = [...new Set(signers.map((signer) => signer.person.id))];
  if (first && names.length === 1) return { ...first, signedAt, text };
  throw refusal(`The text is signed by ${names.join(" and ")}; each signs a text of their own.`, "SIGNER_NOT_ALLOWED");
}

/** Everybody of the definition who ever clear-signed a text, and the text. Throws SIGNATURE_BAD or SIGNER_UNKNOWN when nobody did. */
export async function everSignedByPeople(
  runner: ProcessRunner,
  definition: Distribution,
  message: Uint8Array,
): Promise<{ readonly signers: readonly EverSignedBy[]; readonly text: string }> {
  const keyringFile = await usableKeyFiles(definition.people.map((person) => person.keyFile));
  if (keyringFile.length === 0) throw refusal("No key of any person can be read.", "SIGNATURE_BAD");
  const heard = await everSignedClear(runner, { message, keyringFile });
  return { signers: peopleOf(definition, heard), text: Buffer.from(heard.signedText).toString("utf8") };
}

/** Whose keys these are. */
export function peopleOf(definition: Distribution, heard: EverSigned): readonly EverSignedBy[] {
  const of = (fingerprints: readonly string[], isLapsed: boolean): EverSignedBy[] =>
    fingerprints.flatMap((fingerprint) =>
      definition.people
        .filter((person) => person.fingerprints.includes(fingerprint))
        .map((person) => ({ person, fingerprint, isLapsed })),
    );
  const lapsed = [...new Set(heard.lapsed.map(({ fingerprint }) => fingerprint))];
  return [...of(heard.fingerprints, false), ...of(lapsed, true)];
}
