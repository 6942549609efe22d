import { setTimeout as sleep } from "node:timers/promises";
import { connectLmtp } from "../../system/lmtp-client.ts";
import { ADDRESS } from "./desk.ts";
import type { EncryptedMail } from "./mails.ts";

type Mail = Pick<EncryptedMail, "from" | "raw">;

const ASK_EVERY_MS = 10;

/** What Postfix opens at most to one destination (postconf(5), default_destination_concurrency_limit). */
const CONNECTIONS = 20;

/** Hands mails over as Postfix does with many in its queue: over connections that are kept, each mail as soon as one is free. */
export async function sendAtOnce(port: number, mails: readonly Mail[]): Promise<void> {
  const left = [...mails];
  const worker = async (): Promise<void> => {
    const connection = await open(port);
    for (let mail = left.shift(); mail; mail = left.shift()) await connection.deliver(mail);
    connection.end();
  };
  await Promise.all(Array.from({ length: Math.min(CONNECTIONS, mails.length) }, worker));
}

/** The same with so many a second, each at its time whether those before it are done or not. */
export async function sendPaced(port: number, mails: readonly Mail[], perSecond: number): Promise<void> {
  const began = performance.now();
  const free: Connection[] = [];
  const sending = mails.map(async (mail, index) => {
    await sleep(Math.max(0, began + (index * 1000) / perSecond - performance.now()));
    const connection = free.pop() ?? (await open(port));
    await connection.deliver(mail);
    free.push(connection);
  });
  await Promise.all(sending);
  for (const connection of free) connection.end();
}

/** One mail over a connection of its own, tried again while the desk says that it cannot take mail now. */
export async function sendPatiently(port: number, mail: Mail): Promise<void> {
  for (;;) {
    try {
      return await sendAtOnce(port, [mail]);
    } catch (error) {
      if (!/^(?:4\d\d |connect|The connection)/.test((error as Error).message)) throw error;
      await sleep(200);
    }
  }
}

/** Asks the server over and over, until it is ended: milliseconds of the answer that took longest. */
export function longestAnswer(port: number): { end(): Promise<number> } {
  let isOver = false;
  const asking = (async () => {
    const client = await connectLmtp({ host: "127.0.0.1", port });
    let longest = 0;
    while (!isOver) {
      const asked = performance.now();
      await client.say("NOOP");
      longest = Math.max(longest, performance.now() - asked);
      await sleep(ASK_EVERY_MS);
    }
    client.end();
    return longest;
  })();
  return {
    end() {
      isOver = true;
      return asking;
    },
  };
}

interface Connection {
  deliver(mail: Mail): Promise<void>;
  end(): void;
}

async function open(port: number): Promise<Connection> {
  const client = await connectLmtp({ host: "127.0.0.1", port });
  await client.say("LHLO mx.example.net");
  const say = async (line: string): Promise<void> => {
    const reply = await client.say(line);
    if (!/^[23]/.test(reply)) throw new Error(reply);
  };
  return {
    async deliver({ from, raw }) {
      await say(`MAIL FROM:<${from}>`);
      await say(`RCPT TO:<${ADDRESS}>`);
      await say("DATA");
      client.send(raw);
      await say(raw.subarray(-2).toString("latin1") === "\r\n" ? "." : "\r\n.");
    },
    end: () => client.end(),
  };
}
