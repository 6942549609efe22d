import { createTransport, type Transporter } from "nodemailer";
import type { MailSettings } from "../../distribution/index.ts";
import type { LineContext } from "../context.ts";

/**
 * Hands the outbox's mails to the machine's mail system or a relay, oldest first; a mail that cannot be sent stays, with
 * the reason, and is tried at the next call. With the transport `outbox` nothing leaves: the desk shows the mails.
 */
export async function sendMails(context: LineContext): Promise<void> {
  const transport = transportFor(context.definition.mail);
  if (!transport) return;
  const { db } = context.store;
  const waiting = await db
    .selectFrom("mail")
    .selectAll()
    .where("sent_at", "is", null)
    .orderBy("id")
    .limit(100)
    .execute();
  for (const mail of waiting) {
    const problem = await transport
      .sendMail({
        from: context.definition.mail.from,
        to: mail.recipient,
        subject: mail.subject,
        text: mail.body,
        // The same mail sent twice, after a kill between sending and noting it, carries the same id.
        messageId: `<${mail.id}.${mail.created_at.getTime()}@${context.definition.name}.sameday>`,
      })
      .then(
        () => "",
        (error: Error) => error.message.slice(0, 500),
      );
    await db
      .updateTable("mail")
      .set(problem === "" ? { sent_at: context.clock.now(), problem } : { problem })
      .where("id", "=", mail.id)
      .execute();
  }
  transport.close();
}

function transportFor(settings: MailSettings): Transporter | null {
  if (settings.transport === "outbox") return null;
  if (settings.transport === "sendmail") return createTransport({ sendmail: true, newline: "unix" });
  return createTransport(settings.transport);
}
