import path from "node:path";
import type { DeskClient } from "../../api/index.ts";
import { clearSign } from "../../openpgp/index.ts";
import type { CommandContext } from "../frame/context.ts";
import { requireDecisionText } from "./what-is-signed.ts";

/** A word about an update, and the key of the person's own keyring that signs it. */
export interface Decision {
  readonly update: string;
  readonly decision: "approve" | "override-proof";
  /** Of an override; empty for an approval. */
  readonly reason: string;
  readonly fingerprint: string;
}

/**
 * Shows the text that is to be signed, has gpg sign it, which may ask for a passphrase, and hands it in.
 * Throws DESK_SUSPECT when the desk sends a text about something else.
 */
export async function signDecision(context: CommandContext, desk: DeskClient, word: Decision): Promise<void> {
  const { update, decision, reason, fingerprint } = word;
  const text = await desk.approvalText(update, decision, reason);
  requireDecisionText(text, { update, decision, reason });
  context.progress.note(text);
  const home = context.environment.GNUPGHOME ?? path.join(context.environment.HOME ?? "/", ".gnupg");
  const signed = await clearSign(context.processes, { home, fingerprints: [fingerprint], mayAsk: true }, text);
  await desk.approve(update, signed);
}
