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

test("a process without a person keeps to its own sentence", async () => {
  const keys = { home, fingerprints: [KEY] } as const;
  await expect(clearSign(createProcessRunner(home), keys, "text")).rejects.toMatchObject({
    code: "PROCESS_FAILED",
    message: "gpg answered 2.",
  });
});
