import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import { type Clock, type SamedayError, type Sha256, toSamedayError } from "../../kernel/index.ts";
import { incomingData } from "./data-stream.ts";
import type { Envelope } from "./envelope.ts";
import { limitPieces, type MessageLimits, MessageRefused } from "./limit-pieces.ts";
import { type ListenAt, listenAt } from "./listen-at.ts";
import { ourAddresses } from "./our-addresses.ts";
import type { SpoolWriter } from "./spool-writer.ts";

export interface LmtpLimits extends MessageLimits {
  readonly connections: number;
  /** Of one message. */
  readonly recipients: number;
  /** Without a word from the other side (RFC 5321, 4.5.3.2.7: five minutes at least). */
  readonly idleMs: number;
  /** From `DATA` to the message's end. */
  readonly messageMs: number;
  readonly connectionMs: number;
  /** How long an end waits for what has begun. */
  readonly closeMs: number;
}

export const DEFAULT_LMTP_LIMITS: LmtpLimits = {
  messageBytes: 30_000_000,
  headerBytes: 128 * 1024,
  connections: 20,
  recipients: 100,
  idleMs: 300_000,
  messageMs: 600_000,
  connectionMs: 3_600_000,
  closeMs: 30_000,
};

export interface LmtpOptions {
  readonly listen: ListenAt;
  /** What the server calls itself. */
  readonly name: string;
  /** Ours: mail for any other is refused. */
  readonly addresses: readonly string[];
  readonly spool: Pick<SpoolWriter, "accept">;
  readonly clock: Clock;
  readonly limits?: Partial<LmtpLimits>;
  /** Told of a message that is safe now. */
  readonly onKept?: (id: Sha256) => void;
  /** Told of each message that its sender has to keep, for an alarm; without a word of it. */
  readonly onTrouble: (error: SamedayError) => void;
}

export interface LmtpServer {
  /** The port that was taken; undefined for a socket. */
  readonly port: number | undefined;
  /** Finishes the messages that have begun, and takes no other. */
  close(): Promise<void>;
}

/** The same for every recipient, because there is one file for all of them. */
type Verdict = { readonly kept: Sha256 } | { readonly refused: Error & { responseCode: number } };

/**
 * LMTP (RFC 2033) for a mail system on this machine. Each recipient gets a reply of its own: 250 when the message is on the
 * disk, 4xx when the mail system must keep it and try again, 5xx when it never will be taken.
 * Throws CONFLICT when somebody else listens there.
 */
export async function startLmtpServer(options: LmtpOptions): Promise<LmtpServer> {
  const limits = { ...DEFAULT_LMTP_LIMITS, ...options.limits };
  const isOurs = ourAddresses(options.addresses);
  /** A repeated recipient is owed a reply as well (RFC 2033, 4.2), so they are counted here; by envelope, which RSET renews. */
  const asked = new WeakMap<object, string[]>();
  const busy = new Set<string>();
  const ends = new Map<string, NodeJS.Timeout>();
  let closing = false;

  const server = new SMTPServer({
    lmtp: true,
    name: options.name,
    banner: "ready",
    logger: false,
    disabledCommands: ["AUTH", "STARTTLS", "HELP", "VRFY", "WIZ", "SHELL", "KILL"],
    hideENHANCEDSTATUSCODES: false,
    disableReverseLookup: true,
    size: limits.messageBytes,
    maxClients: limits.connections,
    socketTimeout: limits.idleMs,
    closeTimeout: limits.closeMs,
    onConnect(session, callback) {
      ends.set(
        session.id,
        setTimeout(() => dismiss(session.id, "This connection has lasted too long."), limits.connectionMs),
      );
      callback();
    },
    onClose(session) {
      clearTimeout(ends.get(session.id));
      ends.delete(session.id);
    },
    onRcptTo({ address }, { envelope }, callback) {
      const recipients = asked.get(envelope) ?? [];
      if (!isOurs(address)) return callback(reply(550, "No mail is taken for this address."));
      if (recipients.length >= limits.recipients) return callback(reply(452, "Too many recipients."));
      asked.set(envelope, [...recipients, address]);
      callback();
    },
    onData(stream, session, callback) {
      const recipients = asked.get(session.envelope) ?? [];
      busy.add(session.id);
      void take(stream, session, recipients).then((verdict) => {
        busy.delete(session.id);
        callback(
          null,
          recipients.map(() => ("kept" in verdict ? `Kept as ${verdict.kept.slice(0, 16)}` : verdict.refused)),
        );
        if (closing) dismiss(session.id, "Closing.");
      });
    },
  });
  // A connection that breaks is the other side's to repeat; what it leaves behind is removed where it was written.
  server.on("error", () => undefined);

  function dismiss(session: string, words: string): void {
    for (const connection of server.connections) if (connection.id === session) connection.send(421, words);
  }

  async function take(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    recipients: readonly string[],
  ): Promise<Verdict> {
    const data = incomingData(stream);
    const late = setTimeout(() => dismiss(session.id, "This message has taken too long."), limits.messageMs);
    try {
      const envelope = envelopeOf(session, recipients, options.clock.now());
      const kept = await options.spool.accept(envelope, limitPieces(data.pieces, limits));
      options.onKept?.(kept);
      return { kept };
    } catch (error) {
      await data.drain();
      return { refused: refusal(error) };
    } finally {
      clearTimeout(late);
    }
  }

  function refusal(thrown: unknown): Error & { responseCode: number } {
    if (thrown instanceof MessageRefused) return reply(thrown.reply, thrown.message);
    const error = toSamedayError(thrown);
    if (!isBrokenOff(thrown)) options.onTrouble(error);
    return ["DISK_FULL", "SPOOL_FULL"].includes(error.code)
      ? reply(452, "There is no room now; try again later.")
      : reply(451, "The message could not be kept; try again later.");
  }

  const listening = await listenAt(server.server, options.listen);
  return {
    port: listening.port,
    close() {
      closing = true;
      return new Promise((resolve) => {
        server.close(resolve);
        for (const { id } of server.connections) if (!busy.has(id)) dismiss(id, "Closing.");
      });
    },
  };
}

function envelopeOf(session: SMTPServerSession, recipients: readonly string[], arrivedAt: Date): Envelope {
  const { mailFrom, smtpUtf8 } = session.envelope;
  return {
    arrivedAt,
    from: mailFrom === false ? "" : mailFrom.address,
    recipients,
    client: session.hostNameAppearsAs,
    utf8: smtpUtf8 === true,
  };
}

function reply(responseCode: number, message: string): Error & { responseCode: number } {
  return Object.assign(new Error(message), { responseCode });
}

/** The other side went away in the middle of its message: that is no trouble of ours. */
function isBrokenOff(thrown: unknown): boolean {
  return ["ECONNECTION", "ERR_STREAM_PREMATURE_CLOSE"].includes((thrown as NodeJS.ErrnoException).code ?? "");
}
