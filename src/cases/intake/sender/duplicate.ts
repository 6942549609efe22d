import { createHash } from "node:crypto";
import type { Mail } from "../../../mail/index.ts";
import { type IntakeState, nameOfSeen, type SeenMessage } from "../state.ts";
import { messageIdOf } from "./message-ids.ts";

/**
 * What a sender writes and what decides how a body is read; all other headers may differ between two deliveries of one
 * message (RFC 5321, 4.4).
 */
const WRITTEN = [
  ...["from", "to", "cc", "date", "subject", "message-id", "in-reply-to", "references"],
  // Where an answer goes, and with which key: a copy that was changed in these and sent ahead must not make the mail vanish.
  ...["reply-to", "autocrypt"],
  ...["content-type", "content-transfer-encoding", "content-disposition"],
];

/** By what a second delivery is known: its id and a hash of what its sender wrote. */
export function identityOf(mail: Mail): SeenMessage {
  const hash = createHash("sha256");
  for (const { name, raw } of mail.root.headers.all) {
    if (WRITTEN.includes(name)) hash.update(`${name}:${raw}\n`);
  }
  hash.update("\n").update(mail.root.body);
  return { messageId: messageIdOf(mail.root.headers), contentHash: hash.digest("hex") };
}

/** The same id with other contents is another message: whoever guesses an id must not make a report vanish. */
export function wasSeen(message: SeenMessage, { seenMessages }: IntakeState): boolean {
  return seenMessages.has(nameOfSeen(message));
}
