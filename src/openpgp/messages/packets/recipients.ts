import { dearmor, isBinary } from "./dearmor.ts";
import { sessionKeyHead } from "./session-key.ts";
import { survey } from "./survey.ts";
import { packetsOf, TAG } from "./walk.ts";

/** To whom a message says that it is encrypted, without anything of it being opened. */
export interface MessageRecipients {
  /** Key ids, sixteen lower-case hex digits, in the message's order; undefined for a hidden recipient. */
  readonly keyIds: readonly (string | undefined)[];
  /** Password keys in it: each opens it too. */
  readonly passwords: number;
  /** Whether it can tell that it was altered. */
  readonly isProtected: boolean;
}

/** More than anybody writes to on purpose. */
const MOST = 100;

/** Undefined for what is not exactly one encrypted message, armored or binary, and for more keys than are read. */
export function readRecipients(message: Uint8Array): MessageRecipients | undefined {
  const bytes = isBinary(message) ? message : onlyBlock(message);
  const found = bytes && survey(bytes, MOST);
  if (found?.kind !== "encrypted" || found.sessionKeyCount > MOST) return undefined;
  return {
    keyIds: found.sessionKeys.map((packet) => sessionKeyHead(packet)?.keyId),
    passwords: found.passwordCount,
    isProtected: found.isProtected,
  };
}

/**
 * Whether a message's data are in the form that GnuPG has of its own (LibrePGP's packet 20): what it writes to keys that
 * GnuPG 2.3 and later made, except Debian's. Sequoia reads none of it.
 */
export function isGnupgForm(message: Uint8Array): boolean {
  if (readRecipients(message) === undefined) return false;
  const bytes = isBinary(message) ? message : onlyBlock(message);
  return bytes !== undefined && [...packetsOf(bytes)].some(({ tag }) => tag === TAG.aead);
}

function onlyBlock(message: Uint8Array): Uint8Array | undefined {
  const blocks = dearmor(message) ?? [];
  const [first] = blocks;
  return blocks.length === 1 && first?.type === "MESSAGE" ? first.bytes : undefined;
}
