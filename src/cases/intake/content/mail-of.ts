import { type Mail, makePart, readMail } from "../../../mail/index.ts";

/** By the bytes themselves, so that nothing outlives a message. */
const mails = new WeakMap<Uint8Array, Mail>();
const parts = new WeakMap<Uint8Array, Mail>();

/** A message read into its parts; the same bytes are read once, since most are judged ahead and then in their turn. */
export function mailOf(message: Uint8Array): Mail {
  return remembered(mails, message, readMail);
}

/** The same of what was decrypted. */
export function entityOf(plain: Uint8Array): Mail {
  return remembered(parts, plain, makePart);
}

function remembered(memory: WeakMap<Uint8Array, Mail>, bytes: Uint8Array, read: (bytes: Uint8Array) => Mail): Mail {
  const before = memory.get(bytes);
  if (before) return before;
  const mail = read(bytes);
  memory.set(bytes, mail);
  return mail;
}
