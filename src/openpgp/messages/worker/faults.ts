import type { OpenFault } from "../contract.ts";

const LIMIT = /Maximum decompressed (?:message )?size exceeded/;
/** Names that the library gives to errors of form, and what it says where it has no name for them. */
const FORM_NAMES: ReadonlySet<string> = new Set(["GrammarError", "MalformedPacketError", "UnknownPacketError"]);
const FORM =
  /not allowed in this context|one literal data packet|decompression not supported|conform to a valid OpenPGP/;

/** What the library says of a number that it has no algorithm for, and of a cipher that a key does not list. */
const UNSUPPORTED =
  /Invalid enum value|non-preferred symmetric algorithm|Unsupported cipher|mode supports only AES cipher|Unsupported AEAD mode|Unknown public key encryption algorithm/;

/**
 * Why the data of a message could not be read although there was a session key. Whatever is not known to be about its form
 * counts as altered: the wrong one of the two words would at worst call a message altered that was badly made.
 */
export function faultOf(thrown: unknown): OpenFault {
  const errors = causes(thrown);
  if (errors.some(({ message }) => LIMIT.test(message))) return "decompression-limit";
  if (errors.some(({ name, message }) => FORM_NAMES.has(name) || FORM.test(message))) return "malformed";
  return errors.some(isUnsupported) ? "unsupported-algorithm" : "integrity-failure";
}

/** Whether somebody else's program might have read it. */
export function isUnsupported(thrown: unknown): boolean {
  return thrown instanceof Error && UNSUPPORTED.test(thrown.message);
}

function causes(thrown: unknown): readonly Error[] {
  const found: Error[] = [];
  for (let error = thrown; error instanceof Error && found.length < 10; error = error.cause) found.push(error);
  return found;
}
