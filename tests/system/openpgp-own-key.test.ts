import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clearSign } from "../../src/openpgp/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

/* A person signs with a key that is not in their keyring: gpg itself says what is wrong. */

const KEY = "0123456789ABCDEF0123456789ABCDEF01234567";

let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "sameday-own-key-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

test("is told which key gpg does not have", async () => {
  const keys = { home, fingerprints: [KEY], asking: {} } as const;
  await expect(clearSign(createProcessRunner(home), keys, "text")).rejects.toMatchObject({
    code: "PROCESS_FAILED",
    message: expect.stringMatching(new RegExp(`^gpg made no signature with ${KEY}: No secret key\\. `)),
  });
});

test("is told that the key is there and gave no signature, where gpg got no passphrase", async () => {
  const runner = createProcessRunner(home);
  const gpg = (words: readonly string[], input: string) =>
    runner.run({ argv: ["gpg", "--homedir", home, "--batch", ...words], input, timeLimitMs: 120_000 });
  const loopback = ["--pinentry-mode", "loopback", "--passphrase-fd", "0"];
  await gpg([...loopback, "--quick-generate-key", "T <t@x.invalid>", "ed25519", "sign"], "geheim\n");
  const { stdout } = await gpg(["--with-colons", "--list-secret-keys"], "");
  const own = /^fpr:+([0-9A-F]{40}):/m.exec(Buffer.from(stdout).toString())?.[1] ?? "";
  await runner.run({ argv: ["gpgconf", "--homedir", home, "--kill", "all"], timeLimitMs: 60_000 });
  const keys = { home, fingerprints: [own], asking: {} } as const;
  await expect(clearSign(runner, keys, "text")).rejects.toMatchObject({
    code: "KEY_LOCKED",
    message: expect.stringMatching(new RegExp(`^gpg made no signature with ${own}: `)),
  });
  await runner.run({ argv: ["gpgconf", "--homedir", home, "--kill", "all"], timeLimitMs: 60_000 });
}, 300_000);

test("a process without a person keeps to its own sentence", async () => {
  const keys = { home, fingerprints: [KEY] } as const;
  await expect(clearSign(createProcessRunner(home), keys, "text")).rejects.toMatchObject({
    code: "PROCESS_FAILED",
    message: "gpg answered 2.",
  });
});
