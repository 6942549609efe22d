import type { Random } from "../../kernel/index.ts";
import type { MailHead } from "../announcement/mail-headers.ts";
import { clearSignedMail, partToSign, pgpMimeMail } from "../announcement/signed-mail.ts";
import { announcementSubject, announcementText } from "../announcement/text.ts";
import type { Advisory } from "../model.ts";
import type { AdvisorySigner, TreeFile } from "./write-tree.ts";

/**
 * The announcement as PGP/MIME; clear-signed for lists that pass on nothing else; and that text without a mail around it, for
 * whoever verifies with gpg alone.
 */
export async function signedMails(
  advisory: Advisory,
  signer: AdvisorySigner,
  ports: { readonly now: Date; readonly random: Random },
): Promise<readonly TreeFile[]> {
  const text = announcementText(advisory);
  const part = partToSign(text);
  const hex = (bytes: number): string => Buffer.from(ports.random.bytes(bytes)).toString("hex");
  const { from, to } = advisory.publisher.announcement;
  const head = (): MailHead => ({
    ...{ from, to, subject: announcementSubject(advisory), date: ports.now },
    // The random part keeps others from guessing it before it is sent.
    messageId: `${hex(16)}@${from.slice(from.lastIndexOf("@") + 1)}`,
  });
  const clear = await signer.clear(text);
  return [
    { path: `mail/${advisory.id}.eml`, bytes: pgpMimeMail(head(), part, await signer.detached(part), `=_${hex(16)}`) },
    { path: `mail/${advisory.id}.clear.eml`, bytes: clearSignedMail(head(), clear) },
    { path: `mail/${advisory.id}.txt.asc`, bytes: Buffer.from(clear.replaceAll("\r\n", "\n")) },
  ];
}
