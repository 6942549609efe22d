import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProcessRunner } from "../../system/index.ts";
import { readKeyParts } from "../encryption-parts.ts";
import { sessionKeyByKeyring } from "./lend-by-gpg.ts";
import { readSqSessionKey, sessionKeyBySq, sqArguments, sqEdition } from "./lend-by-sq.ts";
import { createLentOpener } from "./lent-opener.ts";
import { readRecipients } from "./packets/recipients.ts";
import { packetsOf, TAG } from "./packets/walk.ts";

const runner = createProcessRunner("/tmp");
const TEXT = "what only they may read\n";
let home: string;
let fingerprint: string;

function gpg(words: readonly string[], input = ""): Buffer {
  const trusting = ["--homedir", home, "--batch", "--quiet", "--no-tty", "--trust-model", "always"];
  const free = ["--pinentry-mode", "loopback", "--passphrase", ""];
  return execFileSync("gpg", [...trusting, ...free, ...words], { input, stdio: ["pipe", "pipe", "ignore"] });
}

function key(userId: string): string {
  gpg(["--quick-generate-key", userId, "ed25519", "sign", "1y"]);
  const found =
    /^fpr:+([0-9A-F]{40}):/m.exec(gpg(["--with-colons", "--list-keys", `=${userId}`]).toString())?.[1] ?? "";
  gpg(["--quick-add-key", found, "cv25519", "encr", "6m"]);
  return found;
}

beforeAll(() => {
  home = mkdtempSync("/tmp/sd-lent-");
  fingerprint = key("Role <security@example.org>");
}, 60_000);

afterAll(() => {
  execFileSync("gpgconf", ["--homedir", home, "--kill", "all"]);
  rmSync(home, { recursive: true, force: true });
});

describe("a person's own program lends the session key", () => {
  const sealed = (...words: string[]): Buffer => gpg([...words, "--recipient", fingerprint, "--encrypt"], TEXT);
  const open = async (lend: Parameters<typeof createLentOpener>[0], message: Uint8Array) => {
    const opener = createLentOpener(lend, { runner, now: () => new Date() });
    try {
      return await opener.open(message, []);
    } finally {
      await opener.close();
    }
  };

  test("gpg, from the session key packets alone", async () => {
    const lend = sessionKeyByKeyring(runner, { home, asking: {} });
    const signed = sealed("--armor", "--sign", "--local-user", fingerprint);
    const opened = await open(lend, signed);
    expect(Buffer.from(opened.plain ?? []).toString()).toBe(TEXT);
    expect(opened).toMatchObject({ integrity: "ok", openedWith: fingerprint, fault: undefined });
    expect(opened.signatures).toMatchObject([{ state: "unknown-key" }]);
    expect((await open(lend, sealed("--throw-keyids"))).fault).toBeUndefined();
    const altered = sealed();
    altered[altered.length - 5] = (altered[altered.length - 5] ?? 0) ^ 1;
    expect(await open(lend, altered)).toMatchObject({ plain: undefined, fault: "integrity-failure" });
  }, 60_000);

  test("sq, with a key file", async (context) => {
    if (!existsSync("/usr/bin/sq")) return context.skip();
    const keyFile = join(home, "role.asc");
    writeFileSync(keyFile, gpg(["--armor", "--export-secret-keys", fingerprint]), { mode: 0o600 });
    const lend = sessionKeyBySq(runner, await sqEdition(runner), { keyFile, openedBy: fingerprint });
    expect(Buffer.from((await open(lend, sealed())).plain ?? []).toString()).toBe(TEXT);
    const other = key("Other <other@example.org>");
    const foreign = gpg(["--recipient", other, "--encrypt"], TEXT);
    expect(await open(lend, foreign)).toMatchObject({ plain: undefined, fault: "no-matching-key" });
    expect(readRecipients(foreign)?.keyIds).toEqual([
      (await readKeyParts(runner, gpg(["--export", other]))).parts[0]?.fingerprint.slice(-16).toLowerCase(),
    ]);
  }, 60_000);

  test("a key that stays locked is told: it says nothing about the message", async (context) => {
    const locked = mkdtempSync("/tmp/sd-locked-");
    try {
      const role = gpg(["--armor", "--export-secret-keys", fingerprint]);
      const at = (words: readonly string[], input: string | Buffer) =>
        execFileSync("gpg", ["--homedir", locked, "--batch", "--quiet", "--pinentry-mode", "loopback", ...words], {
          ...{ input, stdio: ["pipe", "pipe", "ignore"] },
        });
      at(["--import"], role);
      const change = ["--passphrase", "geheim", "--command-fd", "0", "--no-batch", "--no-tty", "--change-passphrase"];
      at([...change, fingerprint], "");
      execFileSync("gpgconf", ["--homedir", locked, "--kill", "all"]);
      const message = sealed();
      const byGpg = sessionKeyByKeyring(runner, { home: locked, asking: {} });
      await expect(open(byGpg, message)).rejects.toMatchObject({
        code: "KEY_LOCKED",
        message: expect.stringMatching(/there is no terminal|pinentry/),
      });
      if (!existsSync("/usr/bin/sq")) return context.skip();
      const keyFile = join(locked, "role.asc");
      writeFileSync(keyFile, at(["--passphrase", "geheim", "--armor", "--export-secret-keys", fingerprint], ""));
      const bySq = sessionKeyBySq(runner, await sqEdition(runner), { keyFile, openedBy: fingerprint });
      await expect(open(bySq, message)).rejects.toMatchObject({ code: "KEY_LOCKED" });
    } finally {
      execFileSync("gpgconf", ["--homedir", locked, "--kill", "all"]);
      rmSync(locked, { recursive: true, force: true });
    }
  }, 300_000);

  test("nobody's key: the same answer as without any", async () => {
    expect(await open(async () => undefined, sealed())).toMatchObject({ plain: undefined, fault: "no-matching-key" });
  }, 60_000);
});

/** sq knows nothing of packet 20 and ends without a session key, whoever the message is for. */
test("what sq cannot read is not said to be for nobody", async () => {
  const silent = { run: async () => ({ exitCode: 1, stdout: Buffer.alloc(0), stderr: "Error", milliseconds: 1 }) };
  const lend = sessionKeyBySq(silent, "1", { keyFile: "k", openedBy: fingerprint });
  const sealed = gpg(["--recipient", fingerprint, "--encrypt"], TEXT);
  const [sessionKey] = packetsOf(sealed);
  const data = Buffer.from([0xc0 | TAG.aead, 40, 1, 9, 2, 16, ...Array.from({ length: 36 }, (_, at) => at)]);
  const gnupgForm = Buffer.concat([sessionKey?.whole ?? Buffer.alloc(0), data]);
  expect(await lend([], sealed)).toBeUndefined();
  await expect(lend([], gnupgForm)).rejects.toThrow(/sq does not read: use gpg/);
});

const HEX = "8011A79D9B43484C242CAC8775C67EBF7FD26FD740F85548A77076FAE2FBCB12";
test.each([
  ["0.27", `Session key: ${HEX}\nEncrypted using AES-256\n`, 9],
  ["a number before it", `Session key: 10:${HEX}\n`, 10],
  ["by name", `Encrypted using Camellia-256\nSession key: ${HEX}\n`, 13],
  ["by its length", `Session key: ${HEX.slice(32)}\n`, 7],
  ["none", "Error: Decryption failed\n", undefined],
])("what sq says of a session key: %s", (_name, said, algorithm) => {
  expect(readSqSessionKey(said, "AB")?.algorithm).toBe(algorithm);
});

test("sq is asked as its edition wants it", () => {
  expect(sqArguments("before-1", "k")).toEqual(["decrypt", "--dump-session-key", "--recipient-key", "k"]);
  expect(sqArguments("1", "k")).toEqual(["decrypt", "--dump-session-key", "--recipient-file", "k"]);
  expect(sqArguments("1", undefined)).toEqual(["decrypt", "--dump-session-key"]);
});

test("to whom a message is encrypted, and what tells nothing of it", () => {
  const hidden = gpg(["--throw-keyids", "--recipient", fingerprint, "--encrypt"], TEXT);
  expect(readRecipients(hidden)).toMatchObject({ keyIds: [undefined], passwords: 0, isProtected: true });
  const both = gpg(["--passphrase", "secret", "--armor", "--symmetric", "--recipient", fingerprint, "--encrypt"], TEXT);
  expect(readRecipients(both)?.passwords).toBe(1);
  expect(readRecipients(Buffer.concat([hidden, hidden]))).toBeUndefined();
  expect(
    readRecipients(Buffer.from("-----BEGIN PGP MESSAGE-----\n\nAAAA\n-----END PGP MESSAGE-----\n")),
  ).toBeUndefined();
  expect(readRecipients(Buffer.from("text"))).toBeUndefined();
});

test("a key's encryption parts: the youngest first, each with its end", async () => {
  gpg(["--quick-add-key", fingerprint, "cv25519", "encr", "2m"]);
  const { parts, userIds, ...rest } = await readKeyParts(runner, gpg(["--armor", "--export", fingerprint]));
  expect([rest.fingerprint, rest.revoked, userIds]).toEqual([fingerprint, false, ["Role <security@example.org>"]]);
  expect(parts.map(({ revoked }) => revoked)).toEqual([false, false]);
  expect(parts.every((part) => /^[0-9A-F]{40}$/.test(part.fingerprint))).toBe(true);
  expect(Number(parts.some((part) => Number(part.expires) - Date.now() < 70 * 86_400_000))).toBe(1);
  await expect(readKeyParts(runner, Buffer.from("none"))).rejects.toMatchObject({ code: "INPUT_INVALID" });
});
