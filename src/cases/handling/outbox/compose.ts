import { toSamedayError } from "../../../kernel/index.ts";
import type { PlainMail, WholeMail } from "../../../post/index.ts";
import { composeReply, type Letter } from "../../replies/index.ts";
import type { HandlingContext } from "../context.ts";
import type { Parcel } from "./parcel.ts";

export type ComposeContext = Pick<HandlingContext, "signer" | "sealer" | "random" | "intake">;

/**
 * A parcel as it leaves. Throws INPUT_INVALID for an address that no mail can go to, ROLE_KEY_UNAVAILABLE where it has to be
 * signed and cannot be now.
 */
export async function composeParcel(context: ComposeContext, parcel: Parcel): Promise<WholeMail | PlainMail> {
  if (parcel.kind === "whole") return { envelope: { from: parcel.from, to: parcel.to }, raw: parcel.raw };
  const { letter, signing } = parcel;
  const clear: Letter = { ...letter, text: parcel.inClear ?? letter.text, encryptTo: [] };
  // In sealed mode people hold the key, and nothing leaves by itself that would need it.
  if (context.intake.roleKey === "sealed") return plain(clear);
  try {
    return whole(letter, await composeSigned(context, letter, clear));
  } catch (error) {
    if (signing === "always" || toSamedayError(error).code !== "ROLE_KEY_UNAVAILABLE") throw error;
    return plain(clear);
  }
}

/** In clear where there is no key, or the one on file cannot be encrypted to any more. */
async function composeSigned(context: ComposeContext, letter: Letter, clear: Letter): Promise<Uint8Array> {
  if (letter.encryptTo.length === 0) return composeReply(context, clear);
  try {
    return await composeReply(context, letter);
  } catch (error) {
    if (toSamedayError(error).code !== "INPUT_INVALID") throw error;
    return composeReply(context, clear);
  }
}

function whole({ ours, to }: Letter, raw: Uint8Array): WholeMail {
  return { envelope: { from: ours, to: [to] }, raw };
}

function plain(letter: Letter): PlainMail {
  const { from, to, subject, text, messageId, inReplyTo, references, automatic, ours } = letter;
  const thread = [...references, ...(inReplyTo === undefined ? [] : [inReplyTo])].join(" ");
  return {
    from: from.name === "" ? from.address : `"${from.name.replace(/["\\\p{Cc}]/gu, "")}" <${from.address}>`,
    to,
    subject,
    text,
    messageId,
    headers: {
      "Auto-Submitted": automatic ? "auto-replied" : "no",
      "X-Loop": ours,
      ...(inReplyTo === undefined ? {} : { "In-Reply-To": inReplyTo }),
      ...(thread === "" ? {} : { References: thread }),
    },
  };
}
