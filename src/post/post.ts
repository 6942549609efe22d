import { createTransport, type Transporter } from "nodemailer";
import type { MailSettings } from "../distribution/index.ts";

/** A whole message with its envelope (RFC 5321): what goes out is exactly these bytes. */
export interface WholeMail {
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly raw: Uint8Array;
}

/** Words that become a message in plain text. */
export interface PlainMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  /** With angle brackets. */
  readonly messageId: string;
}

/** A way out of the house; closed when it is not needed any more. */
export interface Post {
  /** Throws what the mail system said. */
  send(mail: WholeMail | PlainMail): Promise<void>;
  close(): void;
}

/** A relay that accepts a connection and says nothing must not hold up the rest for long. */
const PATIENCE = { connectionTimeout: 20_000, greetingTimeout: 20_000, socketTimeout: 60_000 } as const;

/**
 * What stays on this machine is not encrypted: mail systems offer STARTTLS with a certificate of their own making there (Debian's
 * Postfix does), which nobody could verify. Any other relay's certificate has to be good.
 */
const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Null where mails stay on the desk. */
export function openPost(settings: Pick<MailSettings, "transport">): Post | null {
  const transport = transportFor(settings.transport);
  if (!transport) return null;
  return {
    async send(mail) {
      if (!("raw" in mail)) return void (await transport.sendMail({ ...mail, headers: { ...mail.headers } }));
      const envelope = { from: mail.envelope.from, to: [...mail.envelope.to] };
      await transport.sendMail({ envelope, raw: Buffer.from(mail.raw) });
    },
    close: () => transport.close(),
  };
}

function transportFor(transport: string): Transporter | null {
  if (transport === "outbox") return null;
  if (transport === "sendmail") return createTransport({ sendmail: true, newline: "unix" });
  return createTransport({
    url: transport,
    ...PATIENCE,
    ignoreTLS: LOOPBACK.has(new URL(transport).hostname.toLowerCase()),
  });
}
