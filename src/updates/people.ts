import type { Distribution, Person } from "../distribution/index.ts";
import { SamedayError } from "../kernel/index.ts";

/** Public key files of everybody in the definition: a signature by one of these keys has a face. */
export function keyFilesOf(definition: Distribution): readonly string[] {
  return definition.people.map((person) => person.keyFile);
}

/** The person that one of these primary fingerprints belongs to. Throws SIGNER_NOT_ALLOWED when nobody is known by it. */
export function personByFingerprint(definition: Distribution, fingerprints: readonly string[]): Person {
  const found = definition.people.find((person) => person.fingerprints.some((own) => fingerprints.includes(own)));
  if (found) return found;
  throw new SamedayError(
    "SIGNER_NOT_ALLOWED",
    `The key ${fingerprints[0] ?? ""} belongs to nobody in the distribution definition.`,
  );
}

export function mayUpload(person: Person, source: string): boolean {
  return person.mayUpload.includes("*") || person.mayUpload.includes(source);
}

export function personNamed(definition: Distribution, id: string): Person | undefined {
  return definition.people.find((person) => person.id === id);
}
