import type { DeskClient } from "../../api/index.ts";
import { clearSign } from "../../openpgp/index.ts";
import type { CommandContext } from "../frame/context.ts";
import { ownKeyring } from "../frame/own-keyring.ts";
import { type Decision, requireDecisionText } from "./what-is-signed.ts";

export type { Decision };

/**
 * Shows the text that is to be signed, has gpg sign it, which may ask for a passphrase, and hands it in.
 * Throws DESK_SUSPECT when the desk sends a text about something else.
 */
export async function signDecision(context: CommandContext, desk: DeskClient, word: Decision): Promise<void> {
  const { update, fingerprint, ...rest } = word;
  const { decision, reason } = rest;
  const text = await desk.approvalText(update, decision, reason);
  requireDecisionText(text, { update, ...rest });
  context.progress.note(text);
  const keys = { ...(await ownKeyring(context)), fingerprints: [fingerprint] } as const;
  const signed = await clearSign(context.processes, keys, text);
  await desk.approve(update, signed);
}
