import { SamedayError } from "../../../kernel/index.ts";
import { judge, startMemory } from "../../intake/index.ts";
import { noSuchCase, readRawMessage, tendCase, tendMessage } from "../../records/index.ts";
import type { HandlingContext } from "../context.ts";
import type { KeptCase, KeptJudgement, KeptMessage } from "../kept.ts";
import { lookOf, mayReadContents } from "./look.ts";

/** A file out of a message, to be downloaded under its safe name. */
export interface DownloadedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * See `CaseDesk.attachment`: opened anew out of the message as it came, since no attachment is kept by itself.
 * Throws NOT_FOUND; CASE_REFUSED for a secret key, and for a file that does not open any more.
 */
export async function readAttachment(
  context: HandlingContext,
  by: string,
  id: string,
  messageId: string,
  index: number,
): Promise<DownloadedFile> {
  const { attachments = [] } = await judgementOf(context, by, id, messageId);
  const kept = attachments[index];
  if (kept === undefined) throw new SamedayError("NOT_FOUND", `There is no such file in ${id}.`);
  if (kept.secret) throw new SamedayError("CASE_REFUSED", "The file holds a secret key, and is not handed out.");
  const raw = await readRawMessage(context.vault, { caseId: id, id: messageId }, by);
  // Who signed it was judged when it came; the bytes depend on the message and on our key alone.
  const bare = startMemory({ address: context.intake.address, now: context.clock.now() });
  const { attachments: found, files } = await judge(raw, { from: undefined }, bare, context.opener);
  const file = found[index];
  const read = files[index];
  if (file === undefined || read === undefined || file.name !== kept.name) {
    throw new SamedayError(
      "CASE_REFUSED",
      "The file cannot be opened now: the desk does not hold the key that it came under.",
    );
  }
  if (file.secret) throw new SamedayError("CASE_REFUSED", "The file holds a secret key, and is not handed out.");
  return { name: file.name, bytes: read() };
}

/** See `CaseDesk.original`. Throws NOT_FOUND; CASE_REFUSED for one that holds a secret key for everybody to see. */
export async function readOriginal(
  context: HandlingContext,
  by: string,
  id: string,
  messageId: string,
): Promise<Uint8Array> {
  const { flags = [], crypto } = await judgementOf(context, by, id, messageId);
  if (flags.includes("secret_key_received") && crypto?.decrypted !== true) {
    throw new SamedayError("CASE_REFUSED", "The message holds a secret key, and is not handed out as it came.");
  }
  return readRawMessage(context.vault, { caseId: id, id: messageId }, by);
}

/** How a message of a case was judged, for somebody who may read the case; empty for what we wrote. */
async function judgementOf(
  context: HandlingContext,
  by: string,
  id: string,
  messageId: string,
): Promise<Partial<KeptJudgement>> {
  const look = await lookOf(context, by);
  const { contents } = await tendCase<KeptCase>(context.vault, context.vault.store.db, id);
  if (!mayReadContents(contents.case, look)) throw noSuchCase(id);
  const known = { caseId: id, id: messageId };
  return (await tendMessage<KeptMessage>(context.vault, context.vault.store.db, known)).contents.judgement ?? {};
}
