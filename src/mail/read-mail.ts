import { checkMessage } from "./check-message.ts";
import { cutParts } from "./cut.ts";
import { createNotes } from "./notes.ts";
import { DEFAULT_LIMITS, type Mail, type MailLimits } from "./types.ts";

/** What decrypted and decompressed contents may be: more than a mail, since compression is not on the way any more. */
const DECRYPTED_BYTES = 50 * 1024 * 1024;

/**
 * Reads a message as it came. Never throws, whatever the bytes: what is strange stands in `oddities`, what was not cut
 * stands in the bytes of its part. Time and memory are linear in the size; the bytes are shared with the parts, not copied.
 */
export function readMail(bytes: Uint8Array, limits: MailLimits = DEFAULT_LIMITS): Mail {
  const notes = createNotes();
  if (bytes.length > limits.bytes) {
    notes.add("message-limit", "The message is larger than the limit; it was not cut into parts.");
    return { bytes, root: cutParts(bytes, { ...limits, depth: 0 }, createNotes()), oddities: notes.all() };
  }
  const root = cutParts(bytes, limits, notes);
  checkMessage(root, bytes, limits, notes);
  return { bytes, root, oddities: notes.all() };
}

/** Reads a decrypted entity (RFC 3156, 4): a part with its header, which may hold protected headers (RFC 9788). */
export function makePart(bytes: Uint8Array, limits: MailLimits = { ...DEFAULT_LIMITS, bytes: DECRYPTED_BYTES }): Mail {
  return readMail(bytes, limits);
}
