import { isIP } from "node:net";
import type { ImapFlow } from "imapflow";
import type { ImapSettings } from "../../distribution/index.ts";
import { type Clock, SamedayError, type Sha256 } from "../../kernel/index.ts";
import { readMail } from "../../mail/index.ts";
import { limitPieces, type MessageLimits, MessageRefused } from "../arrival/limit-pieces.ts";
import type { SpoolWriter } from "../arrival/spool-writer.ts";
import { envelopeOf } from "../intake/sender/envelope.ts";
import { readKeyFile } from "../sealed/index.ts";
import { type FetchedTo, readFetchedTo, writeFetchedTo } from "./fetched-to.ts";

export interface FetchOptions {
  readonly settings: ImapSettings;
  /** The address that the mailbox is for: a mailbox does not say which of ours a message was sent to. */
  readonly address: string;
  readonly spool: Pick<SpoolWriter, "accept">;
  /** Keeps how far was fetched. */
  readonly stateFile: string;
  readonly clock: Clock;
  readonly limits: MessageLimits;
  /** Certificates (PEM) that are trusted beside the system's. */
  readonly ca?: string;
  readonly signal?: AbortSignal;
}

/** What one look at the mailbox came to. */
export interface Fetched {
  readonly kept: readonly Sha256[];
  /** Messages beyond our limits: they stay in the mailbox, flagged, for a person to look at. */
  readonly leftBehind: number;
}

const ANSWER_MS = 60_000;

/**
 * Takes every message that came since the last time into the spool, the oldest first. A message counts as fetched once it is
 * in the spool, synced; after a kill in between it is fetched again and known by its bytes. Nothing is removed from the
 * mailbox; what was taken is marked as seen. Throws MAILBOX_UNAVAILABLE, what the spool throws, and as `readKeyFile` does.
 */
export async function fetchMail(options: FetchOptions): Promise<Fetched> {
  const { settings } = options;
  const password = (await readKeyFile(settings.passwordFile)).trim();
  const client = await connection(options, password);
  // An error between two commands must not end the process; the next command fails with it.
  client.on("error", () => undefined);
  const hangUp = (): void => client.close();
  options.signal?.addEventListener("abort", hangUp, { once: true });
  try {
    await reached(client.connect());
    return await takeNew(client, options);
  } finally {
    await client.logout().catch(() => client.close());
    // The signal outlives every look: what listens to it would keep each look's connection in memory.
    options.signal?.removeEventListener("abort", hangUp);
  }
}

async function connection({ settings, ca }: FetchOptions, password: string): Promise<ImapFlow> {
  const { host, port, security, user } = settings;
  // Only when it is needed: the desk's server imports this room, too, and never fetches (some 8 MB).
  const imapflow = await import("imapflow");
  return new imapflow.ImapFlow({
    host,
    port,
    secure: security === "tls",
    // Without this a server that offers no TLS would get the password in clear.
    doSTARTTLS: security === "starttls",
    auth: { user, pass: password },
    logger: false,
    tls: { ...(ca === undefined ? {} : { ca }), ...(isIP(host) ? {} : { servername: host }), minVersion: "TLSv1.2" },
    connectionTimeout: ANSWER_MS,
    greetingTimeout: ANSWER_MS,
    socketTimeout: 2 * ANSWER_MS,
  });
}

async function takeNew(client: ImapFlow, options: FetchOptions): Promise<Fetched> {
  const { settings, stateFile, signal } = options;
  const { uidValidity } = await reached(client.mailboxOpen(settings.folder));
  const before = await readFetchedTo(stateFile);
  let to: FetchedTo = { folder: settings.folder, uidValidity: String(uidValidity), lastUid: 0 };
  if (before?.folder === to.folder && before.uidValidity === to.uidValidity) to = before;
  const kept: Sha256[] = [];
  let leftBehind = 0;
  for (const uid of await newUids(client, to.lastUid)) {
    if (signal?.aborted) break;
    const taken = await take(client, uid, options);
    if (taken === "too-large") leftBehind += 1;
    else if (taken !== "gone") kept.push(taken);
    to = { ...to, lastUid: uid };
    await writeFetchedTo(stateFile, to);
    // Only for people who look into the mailbox; nothing depends on it.
    const flag = taken === "too-large" ? "\\Flagged" : "\\Seen";
    await reached(client.messageFlagsAdd(String(uid), [flag], { uid: true }));
  }
  return { kept, leftBehind };
}

/** `N:*` names the last message even where its number is lower (RFC 9051, 9). */
async function newUids(client: ImapFlow, last: number): Promise<readonly number[]> {
  const found = await reached(client.search({ uid: `${last + 1}:*` }, { uid: true }));
  return (found || []).filter((uid) => uid > last).sort((a, b) => a - b);
}

async function take(client: ImapFlow, uid: number, options: FetchOptions): Promise<Sha256 | "too-large" | "gone"> {
  const { limits, spool, clock, address, settings } = options;
  // As one literal, whose length the server says ahead: a connection that breaks never makes half a message look whole.
  const wanted = { source: { maxLength: limits.messageBytes + 1 } };
  const found = await reached(client.fetchOne(String(uid), wanted, { uid: true }));
  if (!found || found.source === undefined) return "gone";
  const bytes = found.source;
  const envelope = {
    arrivedAt: clock.now(),
    from: envelopeOf(readMail(bytes)).from ?? "",
    recipients: [address],
    client: settings.host,
    utf8: false,
  };
  try {
    return await spool.accept(envelope, limitPieces(pieceOf(bytes), limits));
  } catch (error) {
    if (error instanceof MessageRefused) return "too-large";
    throw error;
  }
}

async function* pieceOf(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
}

/** The server's words may quote what was sent to it; its code says enough. */
async function reached<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (cause) {
    throw new SamedayError("MAILBOX_UNAVAILABLE", `The mailbox cannot be read: ${reasonOf(cause)}.`);
  }
}

function reasonOf(cause: unknown): string {
  const { authenticationFailed, code, serverResponseCode } = cause as {
    authenticationFailed?: boolean;
    code?: string;
    serverResponseCode?: string;
  };
  if (authenticationFailed) return "the server refuses user or password";
  if (serverResponseCode) return `the server answers ${serverResponseCode}`;
  return code ?? "the server does not answer as it should";
}
