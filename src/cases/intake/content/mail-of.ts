import { type Mail, makePart } from "../../../mail/index.ts";

/** By the bytes themselves, so that nothing outlives a message. */
const parts = new WeakMap<Uint8Array, Mail>();

/** What was decrypted, read into its parts; once, though a message may be read again with more keys. */
export function entityOf(plain: Uint8Array): Mail {
  const before = parts.get(plain);
  if (before) return before;
  const mail = makePart(plain);
  parts.set(plain, mail);
  return mail;
}
