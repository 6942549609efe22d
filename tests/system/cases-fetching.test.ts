import { type ChildProcess, execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createSpoolKey,
  DEFAULT_LMTP_LIMITS,
  type FetchOptions,
  fetchMail,
  openSpoolReader,
  openSpoolWriter,
  type SpoolReader,
  type SpoolWriter,
  startImapPolling,
} from "../../src/cases/index.ts";
import type { ImapSettings } from "../../src/distribution/index.ts";
import { systemClock, systemRandom } from "../../src/system/index.ts";
import { serveMailbox } from "./dovecot.ts";
import { freePort } from "./free-port.ts";

/** A real Dovecot, run from a configuration of its own, in TLS and in clear; mails are put into its Maildir. */

const SECRET = "correct/horse+battery";
const root = mkdtempSync(join(tmpdir(), "sameday-imap-"));
let dovecot: ChildProcess;
let ports: { plain: number; tls: number };
let ca: string;
let writer: SpoolWriter;
let reader: SpoolReader;
const trouble: unknown[] = [];

async function untilItAnswers(port: number): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = createConnection({ host: "127.0.0.1", port }, () => {
        socket.destroy();
        resolve(true);
      });
      socket.on("error", () => resolve(false));
    });
    if (open) return;
    await sleep(100);
  }
  throw new Error(`Dovecot does not listen; its log is ${join(root, "log")}`);
}

let delivered = 0;
/** Delivery into a Maildir: written in `tmp`, renamed into `new`. */
function deliver(text: string): void {
  delivered += 1;
  const name = `${1_700_000_000 + delivered}.M${delivered}P1.test`;
  const file = join(root, "mail", "new", name);
  writeFileSync(file, text.replaceAll("\n", "\r\n"));
  chownSync(file, NOBODY.uid, NOBODY.gid);
}

const NOBODY = { uid: 65534, gid: 65534 };
const mail = (subject: string, body = "words"): string =>
  `From: Reporter <reporter@example.net>\nTo: security@example.org\nSubject: ${subject}\nMessage-ID: <${subject}@example.net>\n\n${body}\n`;

beforeAll(async () => {
  ports = { plain: await freePort(), tls: await freePort() };
  chmodSync(root, 0o755);
  for (const folder of ["mail", "mail/new", "mail/cur", "mail/tmp", "run", "state"]) mkdirSync(join(root, folder));
  execFileSync("chown", ["-R", "nobody:nogroup", join(root, "mail")]);
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
      ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
      ...["-keyout", join(root, "key.pem"), "-out", join(root, "cert.pem")],
    ],
    { stdio: "ignore" },
  );
  ca = readFileSync(join(root, "cert.pem"), "utf8");
  dovecot = serveMailbox({ root, ports, password: SECRET });
  await untilItAnswers(ports.tls);
  writeFileSync(join(root, "password"), `${SECRET}\n`, { mode: 0o600 });
  const key = createSpoolKey(systemRandom);
  const directory = join(root, "spool");
  writer = await openSpoolWriter({ directory, publicKey: key.publicKey, random: systemRandom });
  reader = await openSpoolReader({
    directory,
    keys: [key],
    clock: systemClock,
    onTrouble: (_, error) => trouble.push(error),
  });
}, 60_000);

afterAll(async () => {
  await writer?.close();
  await reader?.close();
  dovecot?.kill();
  await sleep(200);
  rmSync(root, { recursive: true, force: true });
});

function options(settings: Partial<ImapSettings> = {}, more: Partial<FetchOptions> = {}): FetchOptions {
  return {
    settings: {
      ...{ host: "localhost", port: ports.tls, security: "tls", user: "desk", folder: "INBOX", everySeconds: 1 },
      ...{ passwordFile: join(root, "password"), ...settings },
    },
    address: "security@example.org",
    spool: writer,
    stateFile: join(root, "fetched.json"),
    clock: systemClock,
    limits: DEFAULT_LMTP_LIMITS,
    ca,
    ...more,
  };
}

async function judged(): Promise<{ from: string; text: string }[]> {
  const seen: { from: string; text: string }[] = [];
  await reader.judgeWaiting(async ({ envelope, message }) => {
    seen.push({ from: envelope.from, text: Buffer.from(message).toString("utf8") });
  });
  return seen;
}

test("what is in the mailbox comes into the spool, once, the oldest first, byte for byte", async () => {
  deliver(mail("one"));
  deliver(mail("two", "Grüße"));
  expect((await fetchMail(options())).kept).toHaveLength(2);
  expect(await fetchMail(options())).toEqual({ kept: [], leftBehind: 0 });
  expect(await judged()).toEqual([
    { from: "reporter@example.net", text: mail("one").replaceAll("\n", "\r\n") },
    { from: "reporter@example.net", text: mail("two", "Grüße").replaceAll("\n", "\r\n") },
  ]);
});

test("a message beyond the limits stays in the mailbox, and stops none behind it", async () => {
  deliver(mail("large", "x".repeat(5000)));
  deliver(mail("behind"));
  const limits = { ...DEFAULT_LMTP_LIMITS, messageBytes: 4000 };
  expect(await fetchMail(options({}, { limits }))).toEqual({ kept: [expect.any(String)], leftBehind: 1 });
  expect((await judged()).map(({ text }) => /Subject: (\w+)/.exec(text)?.[1])).toEqual(["behind"]);
});

test("while the spool takes nothing, nothing counts as fetched", async () => {
  deliver(mail("kept"));
  const full = { accept: () => Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" })) };
  await expect(fetchMail(options({}, { spool: full }))).rejects.toThrow("full");
  expect((await fetchMail(options())).kept).toHaveLength(1);
  expect(await judged()).toHaveLength(1);
});

test("in clear only where the definition says so, and STARTTLS before the password", async () => {
  const plain = { port: ports.plain };
  expect(await fetchMail(options({ ...plain, security: "starttls" }))).toEqual({ kept: [], leftBehind: 0 });
  expect(await fetchMail(options({ ...plain, security: "none" }))).toEqual({ kept: [], leftBehind: 0 });
});

test.each<[string, Partial<ImapSettings>, Partial<FetchOptions>, RegExp]>([
  ["a certificate that nobody vouches for", {}, { ca: "" }, /cannot be read/],
  ["another folder", { folder: "Nowhere" }, {}, /cannot be read/],
  ["nobody listening", { port: 1 }, {}, /ECONNREFUSED/],
])("%s is named, and the password is not", async (_, settings, more, words) => {
  const failed = await fetchMail(options(settings, more)).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: "MAILBOX_UNAVAILABLE", message: expect.stringMatching(words) });
  expect(JSON.stringify(failed) + String(failed)).not.toContain(SECRET);
});

test("a wrong password is said to be that", async () => {
  const passwordFile = join(root, "wrong");
  writeFileSync(passwordFile, "wrong\n", { mode: 0o600 });
  await expect(fetchMail(options({ passwordFile }))).rejects.toMatchObject({
    message: "The mailbox cannot be read: the server refuses user or password.",
  });
});

test("polling goes on by itself, also after the server was away", async () => {
  const kept: unknown[] = [];
  const told: unknown[] = [];
  let isAway = false;
  const polling = startImapPolling({
    ...options(),
    onKept: (ids) => kept.push(...ids),
    onTrouble(one) {
      told.push(one);
      isAway = true;
    },
    onFetched() {
      isAway = false;
    },
    onStillAway: (error) => told.push(error),
  });
  try {
    deliver(mail("first"));
    await expect.poll(() => kept.length, { timeout: 20_000 }).toBe(1);
    dovecot.kill();
    await expect.poll(() => told.length, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(isAway).toBe(true);
    dovecot = serveMailbox({ root, ports, password: SECRET });
    deliver(mail("second"));
    await expect.poll(() => kept.length, { timeout: 30_000 }).toBe(2);
    await expect.poll(() => isAway, { timeout: 5000 }).toBe(false);
  } finally {
    await polling.close();
  }
  expect(await judged()).toHaveLength(2);
  expect(trouble).toEqual([]);
}, 60_000);

test("a mailbox that stays away is told again while the next look waits", async () => {
  const told: string[] = [];
  const polling = startImapPolling({
    ...options({ port: 1, everySeconds: 600 }),
    renewedMs: 20,
    onKept: () => undefined,
    onTrouble: (one) => told.push("code" in one ? one.code : "left behind"),
    onFetched: () => told.push("fetched"),
    onStillAway: ({ code }) => told.push(`still ${code}`),
  });
  await expect.poll(() => told.length, { timeout: 20_000 }).toBeGreaterThan(3);
  await polling.close();
  expect(new Set(told.slice(1))).toEqual(new Set(["still MAILBOX_UNAVAILABLE"]));
  expect(told[0]).toBe("MAILBOX_UNAVAILABLE");
});
