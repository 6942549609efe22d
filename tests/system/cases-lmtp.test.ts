import { randomBytes } from "node:crypto";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import {
  type ArrivedMail,
  createSpoolKey,
  type LmtpOptions,
  type LmtpServer,
  openSpoolReader,
  openSpoolWriter,
  type SpoolReader,
  type SpoolWriter,
  startLmtpServer,
} from "../../src/cases/index.ts";
import { SamedayError } from "../../src/kernel/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import { connectLmtp, deliver } from "./lmtp-client.ts";

/** The LMTP server over a real spool and a real socket, spoken to command by command. */

const NOW = new Date("2026-11-21T12:00:00Z");
const US = "security@example.org";
const HEAD = "From: alice@reporter.example.net\r\nSubject: a report\r\n\r\n";
const MAIL = Buffer.from(`${HEAD}It crashes.\r\n`);

let directory: string;
let writer: SpoolWriter;
let reader: SpoolReader;
let server: LmtpServer;
let socket: string;
let trouble: string[];
/** What the spool says to the next message instead of keeping it. */
let fault: Error | undefined;

async function start(more: Partial<LmtpOptions> = {}): Promise<LmtpServer> {
  const spool: LmtpOptions["spool"] = {
    async accept(envelope, pieces) {
      if (fault) throw fault;
      return writer.accept(envelope, pieces);
    },
  };
  return startLmtpServer({
    listen: { socket, mode: 0o660 },
    name: "desk.example.org",
    addresses: [US],
    spool,
    clock: { now: () => NOW },
    limits: { messageBytes: 200_000, headerBytes: 10_000, recipients: 3, connections: 3 },
    onTrouble: (error) => trouble.push(error.code),
    ...more,
  });
}

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), "cases-lmtp-"));
  socket = path.join(directory, "lmtp");
  const key = createSpoolKey(systemRandom);
  const spool = path.join(directory, "spool");
  writer = await openSpoolWriter({ directory: spool, publicKey: key.publicKey, random: systemRandom });
  const onTrouble = (_id: string, error: SamedayError): void => void trouble.push(error.code);
  reader = await openSpoolReader({ directory: spool, keys: [key], clock: { now: () => NOW }, onTrouble });
  server = await start();
});

beforeEach(() => {
  trouble = [];
  fault = undefined;
});

afterAll(async () => {
  await server?.close();
  await writer?.close();
  await reader?.close();
  await rm(directory, { recursive: true, force: true });
});

const place = () => ({ path: socket });

async function kept(): Promise<ArrivedMail[]> {
  const found: ArrivedMail[] = [];
  await reader.judgeWaiting(async (arrival) => void found.push(arrival));
  return found;
}

const texts = async (): Promise<string[]> =>
  (await kept()).map(({ message }) => Buffer.from(message).toString("latin1"));

describe("a message for us", () => {
  test("is kept as it came before anybody hears of it, with a reply for each recipient", async () => {
    const to = [US, "Security+SEC-2026-0001@example.org"];
    const replies = await deliver(place(), { from: "alice@reporter.example.net", to, message: MAIL });
    const [arrival, ...more] = await kept();
    expect(replies).toEqual([0, 1].map(() => `250 2.6.0 Kept as ${arrival?.id.slice(0, 16)}`));
    expect(more).toEqual([]);
    expect(arrival?.envelope).toEqual({
      arrivedAt: NOW,
      from: "alice@reporter.example.net",
      recipients: to,
      client: "mx.example.net",
      utf8: false,
    });
    expect(Buffer.from(arrival?.message ?? []).equals(MAIL)).toBe(true);
  });

  test("may have no sender, and a recipient twice", async () => {
    const replies = await deliver(place(), { from: "", to: [US, US], message: MAIL });
    expect(replies.map((reply) => reply.slice(0, 3))).toEqual(["250", "250"]);
    expect((await kept()).map(({ envelope }) => [envelope.from, envelope.recipients])).toEqual([["", [US, US]]]);
  });

  test("comes after another over the same connection, and after one that was given up", async () => {
    const client = await connectLmtp(place());
    onTestFinished(() => client.end());
    await client.say("LHLO x");
    await client.say("MAIL FROM:<a@example.net>");
    await client.say(`RCPT TO:<${US}>`);
    await client.say("RSET");
    for (const name of ["b", "c"]) {
      await client.say(`MAIL FROM:<${name}@example.net>`);
      await client.say(`RCPT TO:<${US}>`);
      await client.say("DATA");
      expect(await client.say(`${HEAD}${name}\r\n.`)).toMatch(/^250 /);
    }
    // The clock stands still, and mails of one millisecond have no order.
    expect((await kept()).map(({ envelope }) => [envelope.from, envelope.recipients.length]).sort()).toEqual([
      ["b@example.net", 1],
      ["c@example.net", 1],
    ]);
  });

  test("is whole with NUL, 8-bit letters, long lines and lines of dots, whatever the pieces", async () => {
    const odd = Buffer.concat([
      Buffer.from(`${HEAD}.\r\n..\r\n.dot\r\n`),
      Buffer.from([0, 0xff, 0x0d, 0x0a]),
      Buffer.from(`${"x".repeat(70_000)}\r\n`),
      randomBytes(5000).map((byte) => (byte === 0x2e ? 0 : byte)),
      Buffer.from("\r\n"),
    ]);
    expect(await deliver(place(), { from: "a@example.net", to: [US], message: odd })).toEqual([
      expect.stringMatching(/^250 /),
    ]);
    expect(Buffer.from((await kept())[0]?.message ?? []).equals(odd)).toBe(true);
  });
});

describe("what is not taken, and what the mail system is told", () => {
  test.each([
    ["somebody@example.org", /^550 5\.1\.1 /],
    ["security@example.com", /^550 5\.1\.1 /],
  ])("an address that is not ours: %s", async (address, expected) => {
    expect(await deliver(place(), { from: "a@example.net", to: [address], message: MAIL })).toEqual([
      expect.stringMatching(expected),
    ]);
  });

  test("more recipients than a message may have", async () => {
    const to = [1, 2, 3, 4].map((number) => `security+${number}@example.org`);
    expect(await deliver(place(), { from: "a@example.net", to, message: MAIL })).toEqual([
      expect.stringMatching(/^452 /),
    ]);
  });

  test.each<[string, Buffer, RegExp]>([
    ["too long", Buffer.from(`${HEAD}${"x".repeat(200_000)}\r\n`), /^552 /],
    ["with too long a header", Buffer.from(`Subject: ${"x".repeat(10_000)}\r\n\r\nbody\r\n`), /^554 /],
    ["with a header that does not end", Buffer.from(`Subject: ${"x\r\n y".repeat(5000)}\r\n`), /^554 /],
  ])(
    "a message %s is refused for good, for each recipient, and the connection goes on",
    async (_name, message, expected) => {
      const client = await connectLmtp(place());
      onTestFinished(() => client.end());
      await client.say("LHLO x");
      await client.say("MAIL FROM:<a@example.net>");
      await client.say(`RCPT TO:<${US}>`);
      await client.say(`RCPT TO:<security+1@example.org>`);
      await client.say("DATA");
      client.send(message);
      client.send(".\r\n");
      expect([await client.reply(), await client.reply()]).toEqual([0, 1].map(() => expect.stringMatching(expected)));
      expect(await client.say("NOOP")).toMatch(/^250 /);
      expect([await kept(), trouble]).toEqual([[], []]);
    },
  );

  test("a size that is said beforehand is refused beforehand", async () => {
    const client = await connectLmtp(place());
    onTestFinished(() => client.end());
    const offered = (await client.say("LHLO x")).split("\n").map((line) => line.slice(4));
    expect(offered).toEqual(expect.arrayContaining(["PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES", "SIZE 200000"]));
    expect(offered.join()).not.toMatch(/AUTH|STARTTLS/);
    expect(await client.say("MAIL FROM:<a@example.net> SIZE=200001")).toMatch(/^552 5\.3\.4 /);
  });

  test.each<[string, Error, RegExp, string]>([
    ["a full disk", Object.assign(new Error("write"), { code: "ENOSPC" }), /^452 /, "DISK_FULL"],
    ["as many as may wait", new SamedayError("SPOOL_FULL", "full"), /^452 /, "SPOOL_FULL"],
    ["a spool of somebody else", new SamedayError("STORE_FOREIGN_OWNER", "not ours"), /^451 /, "STORE_FOREIGN_OWNER"],
    ["anything else", new Error("secret words"), /^451 4\.3\.0 The message could not be kept/, "INTERNAL"],
  ])("%s: the mail system keeps the message, and there is an alarm", async (_name, error, expected, code) => {
    fault = error;
    const message = Buffer.from(`${HEAD}${"x".repeat(150_000)}\r\n`);
    expect(await deliver(place(), { from: "a@example.net", to: [US, "security+1@example.org"], message })).toEqual(
      [0, 1].map(() => expect.stringMatching(expected)),
    );
    expect([await kept(), trouble]).toEqual([[], [code]]);
    fault = undefined;
    expect(await deliver(place(), { from: "a@example.net", to: [US], message })).toEqual([
      expect.stringMatching(/^250/),
    ]);
    expect(await kept()).toHaveLength(1);
  });

  test("a connection that breaks in the middle of a message leaves nothing, and no alarm", async () => {
    const client = await connectLmtp(place());
    for (const line of ["LHLO x", "MAIL FROM:<a@example.net>", `RCPT TO:<${US}>`, "DATA"]) await client.say(line);
    client.send(MAIL);
    client.end();
    await sleep(200);
    expect([await kept(), trouble]).toEqual([[], []]);
  });
});

describe("the end of the data", () => {
  const smuggled = "MAIL FROM:<root@example.org>\r\nRCPT TO:<security@example.org>\r\nDATA\r\nsmuggled";
  test.each([
    ["LF . LF", "\n.\n"],
    ["LF . CR LF", "\n.\r\n"],
    ["CR LF . LF", "\r\n.\n"],
    ["CR . CR", "\r.\r"],
    ["CR . CR LF", "\r.\r\n"],
    ["CR LF . CR", "\r\n.\r"],
  ])("is CR LF . CR LF alone: %s stays within one message", async (_name, end) => {
    for (const size of [1, 7, 1000]) {
      const client = await connectLmtp(place());
      for (const line of ["LHLO x", "MAIL FROM:<a@example.net>", `RCPT TO:<${US}>`, "DATA"]) await client.say(line);
      const bytes = Buffer.from(`${HEAD}one${end}${smuggled}\r\n.\r\n`, "latin1");
      for (let from = 0; from < bytes.length; from += size) client.send(bytes.subarray(from, from + size));
      expect(await client.reply()).toMatch(/^250 /);
      expect(await client.say("NOOP")).toMatch(/^250 /);
      client.end();
      const [only, ...more] = await texts();
      expect(more).toEqual([]);
      expect(only).toContain("smuggled");
    }
  });
});

describe("limits of connections and time", () => {
  test("more connections than may be are told to come again", async () => {
    const clients = await Promise.all([1, 2, 3].map(() => connectLmtp(place())));
    const over = await connectLmtp(place());
    await expect(over.say("LHLO x")).rejects.toThrow();
    for (const client of clients) client.end();
    await expect.poll(() => deliver(place(), { from: "", to: [US], message: MAIL }).catch(() => [])).toHaveLength(1);
    expect((await kept()).length).toBeGreaterThanOrEqual(1);
  });

  test.each([
    ["says nothing", { idleMs: 300 }],
    ["stays too long", { connectionMs: 300 }],
    ["takes too long for its message", { messageMs: 300 }],
  ])("who %s is cut off, and nothing of it is kept", async (_name, limits) => {
    const own = path.join(directory, "slow");
    const slow = await start({ listen: { socket: own, mode: 0o600 }, limits });
    onTestFinished(() => slow.close());
    const client = await connectLmtp({ path: own });
    onTestFinished(() => client.end());
    for (const line of ["LHLO x", "MAIL FROM:<a@example.net>", `RCPT TO:<${US}>`, "DATA"]) await client.say(line);
    client.send(MAIL);
    expect(await client.reply()).toMatch(/^421 /);
    client.end();
    await sleep(100);
    expect([await kept(), trouble]).toEqual([[], []]);
  });
});

describe("where it listens", () => {
  test("a socket is open to owner and group alone", async () => {
    expect((await stat(socket)).mode & 0o777).toBe(0o660);
  });

  test("one that somebody answers is left to them, one that nobody answers is replaced", async () => {
    await expect(start()).rejects.toMatchObject({ code: "CONFLICT" });
    const own = path.join(directory, "left");
    const killed = createServer().listen(own);
    await new Promise((resolve) => killed.once("listening", resolve));
    // As after kill -9: the name is there, and nobody listens.
    killed.on("close", () => undefined);
    await expect(start({ listen: { socket: own, mode: 0o600 } })).rejects.toMatchObject({ code: "CONFLICT" });
    await new Promise((resolve) => killed.close(resolve));
    const again = await start({ listen: { socket: own, mode: 0o600 } });
    await again.close();
  });

  test("loopback TCP does as well", async () => {
    const own = await start({ listen: { host: "127.0.0.1", port: 0 } });
    onTestFinished(() => own.close());
    const place = { host: "127.0.0.1", port: own.port ?? 0 };
    expect(await deliver(place, { from: "", to: [US], message: MAIL })).toEqual([expect.stringMatching(/^250 /)]);
    await expect(start({ listen: place as { host: "127.0.0.1"; port: number } })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect(await kept()).toHaveLength(1);
  });
});

test("an end finishes the messages that have begun and takes no other", async () => {
  const own = path.join(directory, "ending");
  const ending = await start({ listen: { socket: own, mode: 0o600 } });
  const [idle, busy] = [await connectLmtp({ path: own }), await connectLmtp({ path: own })];
  await idle.say("LHLO idle");
  for (const line of ["LHLO x", "MAIL FROM:<a@example.net>", `RCPT TO:<${US}>`, "DATA"]) await busy.say(line);
  busy.send(HEAD);
  await sleep(50);
  const ended = ending.close();
  expect(await idle.reply()).toMatch(/^421 /);
  await expect(connectLmtp({ path: own })).rejects.toThrow();
  busy.send("the rest\r\n.\r\n");
  expect(await busy.reply()).toMatch(/^250 /);
  expect(await busy.reply()).toMatch(/^421 /);
  await ended;
  expect(await texts()).toEqual([`${HEAD}the rest\r\n`]);
});
