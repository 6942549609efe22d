import { generateKey } from "openpgp";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ProcessRunner } from "../../kernel/index.ts";
import { createKeyHolder, type KeyHolder } from "./key-holder.ts";
import { createMessageOpener } from "./opener.ts";

const now = new Date("2026-11-21T12:00:00Z");
const created = new Date("2026-01-01T00:00:00Z");
const DAY_SECONDS = 86_400;

/** No key of these tests needs gpg. */
const runner: ProcessRunner = { run: () => Promise.reject(new Error("gpg was started")) };

function generated(days: number, v6 = false): Promise<{ privateKey: Uint8Array; publicKey: Uint8Array }> {
  return generateKey({
    ...(v6 ? { type: "curve25519", config: { v6Keys: true } } : { type: "ecc", curve: "curve25519Legacy" }),
    userIDs: [{ name: "Security", email: "security@example.org" }],
    date: created,
    keyExpirationTime: days * DAY_SECONDS,
    format: "binary",
  }) as Promise<{ privateKey: Uint8Array; publicKey: Uint8Array }>;
}

function holderOf(...secretKeys: Uint8Array[]): KeyHolder {
  const holder = createKeyHolder({ secretKeys, runner, now: () => now });
  onTestFinished(() => holder.close());
  return holder;
}

const verifier = createMessageOpener({ secretKeys: [], runner, now: () => now });

describe("whoever has the secret keys", () => {
  test.each([
    ["version 4", false],
    ["version 6", true],
  ])("signs with the current one: %s", async (_name, v6) => {
    const [current, former] = [await generated(400, v6), await generated(400, v6)];
    const holder = holderOf(current.privateKey, former.privateKey);
    const known = (await verifier.readCertificates(current.publicKey)).certificates;
    const data = Buffer.from("two lines\r\nand a blank at the end \r\n");
    const signature = await holder.sign(data, "detached");
    const good = { state: "good", signer: known[0]?.fingerprint, weakHash: false };
    expect(await verifier.verifyDetached(data, Buffer.from(signature), known)).toMatchObject([good]);
    expect(await verifier.verifyDetached(Buffer.from("x"), Buffer.from(signature), known)).toMatchObject([
      { state: "bad" },
    ]);
    const clear = await holder.sign(Buffer.from("Ünïcode\n- dash\n"), "clear");
    const read = await verifier.verifyClearText(Buffer.from(clear), known);
    expect(read).toMatchObject({ text: "Ünïcode\n- dash\n", signatures: [good] });
  });

  test("tells when each ends, which is the current one, and nothing of a secret", async () => {
    const [current, former] = [await generated(400), await generated(365)];
    const facts = await holderOf(current.privateKey, former.privateKey).keys();
    const at = (days: number): Date => new Date(created.getTime() + days * DAY_SECONDS * 1000);
    expect(facts).toMatchObject([
      { isCurrent: true, expires: at(400), encryptableUntil: at(400), signsUntil: at(400), algorithm: "curve" },
      { isCurrent: false, expires: at(365), userIds: ["Security <security@example.org>"], revoked: false },
    ]);
    for (const { certificate } of facts) {
      expect(await verifier.readCertificates(certificate)).toMatchObject({ secret: false, faults: [] });
    }
  });

  test("says of a key that ended that it signs no more, and still knows it", async () => {
    const holder = holderOf((await generated(30)).privateKey);
    expect(await holder.keys()).toMatchObject([{ encryptableUntil: null, signsUntil: null }]);
    await expect(holder.sign(Buffer.from("x"), "detached")).rejects.toMatchObject({ code: "INPUT_INVALID" });
  });

  test("refuses one with a passphrase", async () => {
    const locked = await generateKey({
      type: "ecc",
      curve: "curve25519Legacy",
      userIDs: [{ email: "security@example.org" }],
      passphrase: "secret words",
      format: "binary",
    });
    await expect(holderOf(locked.privateKey as unknown as Uint8Array).keys()).rejects.toThrow(/passphrase/);
  });
});
