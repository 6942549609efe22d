import { sha256 } from "../../../kernel/index.ts";
import type { OpenedMail } from "../../../openpgp/index.ts";
import type { ReadingOpener } from "./reading.ts";

/**
 * An opener that decrypts each message once. Asked again, with more keys known, it holds them against the signatures that
 * the message was opened with.
 */
export function rememberOpened(opener: ReadingOpener): ReadingOpener {
  const remembered = new Map<string, OpenedMail>();
  return {
    verifyDetached: (data, signature, known) => opener.verifyDetached(data, signature, known),
    verifyClearText: (text, known) => opener.verifyClearText(text, known),
    async open(message, known) {
      const hash = sha256(message);
      const before = remembered.get(hash);
      if (!before) {
        const opened = await opener.open(message, known);
        remembered.set(hash, opened);
        return opened;
      }
      if (before.plain === undefined || before.signatures.length === 0) return before;
      const signatures = await opener.verifyDetached(before.plain, before.signaturePackets, known);
      // An answer that the deadline cut off says nothing new.
      return signatures.length === 0 ? before : { ...before, signatures };
    },
  };
}
