import { access } from "node:fs/promises";
import type { Distribution, Person } from "../../distribution/index.ts";
import type { ProcessRunner } from "../../kernel/index.ts";
import { type VerifiedText, verifyClearsigned } from "../../openpgp/index.ts";
import { refusal } from "./refusal.ts";

/** A text and the person of the definition who clear-signed it. */
export interface SignedByPerson {
  readonly person: Person;
  readonly fingerprint: string;
  readonly text: string;
}

/**
 * Who of the definition clear-signed a text. Throws SIGNATURE_BAD, or SIGNER_NOT_ALLOWED when the key is nobody's.
 * A person whose key file cannot be read stops nobody else: their signatures are by an unknown key.
 */
export async function signedByPerson(
  runner: ProcessRunner,
  definition: Distribution,
  message: Uint8Array,
): Promise<SignedByPerson> {
  const keyringFile = await readable(definition.people.map((person) => person.keyFile));
  if (keyringFile.length === 0) throw refusal("No key of any person can be read.", "SIGNATURE_BAD");
  const verified: VerifiedText = await verifyClearsigned(runner, { message, keyringFile });
  for (const fingerprint of verified.fingerprints) {
    const person = definition.people.find((candidate) => candidate.fingerprints.includes(fingerprint));
    if (person) return { person, fingerprint, text: Buffer.from(verified.signedText).toString("utf8") };
  }
  throw refusal(
    `The key ${verified.fingerprints[0]} belongs to nobody in the distribution definition.`,
    "SIGNER_NOT_ALLOWED",
  );
}

async function readable(files: readonly string[]): Promise<readonly string[]> {
  const checked = await Promise.all(
    [...new Set(files)].map((file) =>
      access(file).then(
        () => [file],
        () => [],
      ),
    ),
  );
  return checked.flat();
}
