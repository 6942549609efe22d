import { connect, type Socket } from "node:net";

/** As much of an LMTP client as a mail system has, with every step in the test's hands. */
export interface LmtpClient {
  /** Sends a command; answers its reply, all lines of it. */
  say(line: string): Promise<string>;
  /** Sends bytes as they are. */
  send(bytes: string | Uint8Array): void;
  /** The next reply. Rejects when the connection ends before it. */
  reply(): Promise<string>;
  end(): void;
}

export type LmtpPlace = { readonly path: string } | { readonly host: string; readonly port: number };

export interface Sent {
  readonly from: string;
  readonly to: readonly string[];
  readonly message: Uint8Array;
}

/** Rejects when nobody listens. */
export async function connectLmtp(place: LmtpPlace): Promise<LmtpClient> {
  const socket = connect(place);
  const replies = collectReplies(socket);
  const client: LmtpClient = {
    say(line) {
      socket.write(`${line}\r\n`);
      return replies();
    },
    send: (bytes) => void socket.write(bytes),
    reply: replies,
    end: () => void socket.destroy(),
  };
  await client.reply();
  return client;
}

/** One message from the greeting to the last reply: one for each recipient, or the one that refused it before. */
export async function deliver(place: LmtpPlace, { from, to, message }: Sent): Promise<string[]> {
  const client = await connectLmtp(place);
  try {
    await client.say("LHLO mx.example.net");
    for (const line of [`MAIL FROM:<${from}>`, ...to.map((address) => `RCPT TO:<${address}>`), "DATA"]) {
      const reply = await client.say(line);
      if (!/^[23]/.test(reply)) return [reply];
    }
    client.send(stuffed(message));
    client.send(".\r\n");
    const replies: string[] = [];
    for (const _ of to) replies.push(await client.reply());
    await client.say("QUIT");
    return replies;
  } finally {
    client.end();
  }
}

/** RFC 5321, 4.5.2; the message ends with CR LF. */
function stuffed(message: Uint8Array): Buffer {
  return Buffer.from(
    Buffer.from(message)
      .toString("latin1")
      .replace(/(^|\r\n)\./g, "$1.."),
    "latin1",
  );
}

function collectReplies(socket: Socket): () => Promise<string> {
  const ready: string[] = [];
  const waiting: { resolve(reply: string): void; reject(error: Error): void }[] = [];
  let rest = "";
  let lines = "";
  let ended: Error | undefined;
  const give = (reply: string): void => {
    const next = waiting.shift();
    if (next) next.resolve(reply);
    else ready.push(reply);
  };
  socket.on("data", (chunk) => {
    rest += chunk.toString("latin1");
    for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      lines += lines === "" ? line : `\n${line}`;
      if (/^\d{3}-/.test(line)) continue;
      give(lines);
      lines = "";
    }
  });
  socket.on("error", (error) => {
    ended ??= error;
  });
  socket.on("close", () => {
    ended ??= new Error("the connection was closed");
    for (const { reject } of waiting.splice(0)) reject(ended);
  });
  return () => {
    const reply = ready.shift();
    if (reply !== undefined) return Promise.resolve(reply);
    if (ended) return Promise.reject(ended);
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  };
}
