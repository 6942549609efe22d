import { readFile } from "node:fs/promises";
import { formatInstant, SamedayError } from "../../kernel/index.ts";
import type { Certificate } from "../../openpgp/index.ts";
import type { HandlingContext } from "../handling/context.ts";

/** How long before it is handed in a text may have been signed. */
export const SIGNED_TEXT_LIFE_MS = 48 * 3_600_000;
/** Clocks of two machines differ. */
const CLOCK_DIFFERENCE_MS = 5 * 60_000;
const LARGEST_SIGNED = 512 * 1024;

type SignerContext = Pick<HandlingContext, "definition" | "opener">;

/**
 * The text that somebody of the definition clear-signed with a key that it names for them. Throws SIGNATURE_BAD when the
 * signature does not hold, SIGNER_UNKNOWN when it is by no key of theirs.
 */
export async function textSignedBy(context: SignerContext, by: string, signed: string): Promise<string> {
  if (Buffer.byteLength(signed) > LARGEST_SIGNED) {
    throw new SamedayError("INPUT_INVALID", "The signed text is larger than any that is expected here.");
  }
  const keys = await keysOf(context, by);
  const read = await context.opener.verifyClearText(Buffer.from(signed), keys);
  if (!read) throw new SamedayError("SIGNATURE_BAD", "This is not exactly one clear-signed text.");
  const [signature, ...more] = read.signatures;
  if (more.length > 0 || signature === undefined) {
    throw new SamedayError("SIGNATURE_BAD", "The text must have exactly one signature.");
  }
  if (signature.state === "unknown-key") {
    throw new SamedayError("SIGNER_UNKNOWN", `It is not signed with a key that the definition names for ${by}.`);
  }
  if (signature.state !== "good") {
    throw new SamedayError("SIGNATURE_BAD", "The signature does not hold, or its key has ended or was revoked.");
  }
  return read.text.endsWith("\n") ? read.text : `${read.text}\n`;
}

/** Public keys of a person that have the fingerprints of the definition. */
export async function keysOf({ definition, opener }: SignerContext, who: string): Promise<readonly Certificate[]> {
  const person = definition.people.find(({ id }) => id === who);
  const bytes = person && (await readFile(person.keyFile).catch(() => undefined));
  const { certificates } = bytes ? await opener.readCertificates(bytes) : { certificates: [] };
  return certificates.filter(({ fingerprint }) => person?.fingerprints.includes(fingerprint));
}

/** Throws CASE_REFUSED for a text that was signed too long ago, or in the future. */
export function requireFresh(made: Date, now: Date): void {
  const age = now.getTime() - made.getTime();
  if (age <= SIGNED_TEXT_LIFE_MS && age >= -CLOCK_DIFFERENCE_MS) return;
  throw new SamedayError(
    "CASE_REFUSED",
    `The text says that it was made ${formatInstant(made)}; one counts for 48 hours, and none from the future.`,
  );
}

/** Throws CASE_REFUSED that names what a text is about instead of what it has to be about. */
export function requireAbout(parts: readonly (readonly [what: string, said: string, meant: string])[]): void {
  const wrong = parts.filter(([, said, meant]) => said !== meant).map(([what]) => what);
  if (wrong.length === 0) return;
  throw new SamedayError("CASE_REFUSED", `The signed text is about something else: its ${wrong.join(", ")}.`);
}
