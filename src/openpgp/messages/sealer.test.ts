import { createMessage, generateKey, readKey, readPrivateKey, reformatKey, revokeKey, sign } from "openpgp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProcessRunner } from "../../system/index.ts";
import type { Certificate, MessageOpener } from "./contract.ts";
import { createMessageOpener } from "./opener.ts";
import { createMessageSealer, type MessageSealer } from "./sealer.ts";
import { hashOfSignature } from "./signature-hash.ts";

const NOW = new Date();
const DATA = Buffer.from("Content-Type: text/plain\r\n\r\nLine ends stay as they are.\r\n\r\n");
const KEY = { type: "ecc", curve: "curve25519Legacy", format: "armored" } as const;

let ours: { privateKey: string; publicKey: string };
let theirs: typeof ours;
let opener: MessageOpener;
let sealer: MessageSealer;

beforeAll(async () => {
  const make = (email: string) => generateKey({ ...KEY, userIDs: [{ email }], date: new Date(NOW.getTime() - 60_000) });
  [ours, theirs] = await Promise.all([make("role@example.org"), make("rui@home.example")]);
  sealer = createMessageSealer(() => NOW);
  opener = createMessageOpener({
    secretKeys: [Buffer.from(theirs.privateKey)],
    runner: createProcessRunner("/nonexistent"),
    now: () => NOW,
  });
});
afterAll(() => Promise.all([sealer?.close(), opener?.close()]));

const certificateOf = async (key: string): Promise<Certificate> => {
  const [found] = (await opener.readCertificates(Buffer.from(key))).certificates;
  if (!found) throw new Error("The test's key is none.");
  return found;
};
const signature = async (): Promise<string> => {
  const message = await createMessage({ binary: DATA });
  const signingKeys = await readPrivateKey({ armoredKey: ours.privateKey });
  return (await sign({ message, signingKeys, detached: true, date: NOW })) as string;
};

describe("what goes out", () => {
  test("is opened by its recipient, every byte as it was, with the signature inside", async () => {
    const role = await certificateOf(ours.publicKey);
    const made = await signature();
    expect(hashOfSignature(made)).toBe("pgp-sha512");
    const armored = await sealer.seal(DATA, made, [(await certificateOf(theirs.publicKey)).bytes, role.bytes]);
    const opened = await opener.open(Buffer.from(armored), [role]);
    expect([Buffer.from(opened.plain ?? "").toString(), opened.integrity, opened.sessionKeys]).toEqual([
      DATA.toString(),
      "ok",
      2,
    ]);
    expect(opened.signatures).toMatchObject([{ state: "good", signer: role.fingerprint }]);
  });

  test.each<[string, () => Promise<Uint8Array>, RegExp]>([
    ["no key", async () => Buffer.from("no key"), /^Key 2 of 2 cannot be encrypted to: it is no key/],
    ["a key that ended", async () => expiredKey(), /^Key 2 of 2 cannot be encrypted to: it expired /],
  ])("is not made for %s", async (_name, key, why) => {
    const first = await certificateOf(theirs.publicKey);
    const sealed = sealer.seal(DATA, await signature(), [first.bytes, await key()]);
    await expect(sealed).rejects.toMatchObject({ code: "INPUT_INVALID", message: expect.stringMatching(why) });
  });

  test("is not made without a signature", async () => {
    const { bytes } = await certificateOf(theirs.publicKey);
    await expect(sealer.seal(DATA, "none", [bytes])).rejects.toMatchObject({ code: "INPUT_INVALID" });
    expect(() => hashOfSignature("none")).toThrow();
  });
});

async function expiredKey(): Promise<Uint8Array> {
  const privateKey = await readPrivateKey({ armoredKey: theirs.privateKey });
  const { publicKey } = await reformatKey({
    privateKey,
    userIDs: [{ email: "rui@home.example" }],
    keyExpirationTime: 1,
    date: new Date(NOW.getTime() - 30_000),
    format: "object",
  });
  return publicKey.write();
}

describe("copies of one key", () => {
  test("say together what each of them says: a revocation is not lost by a copy without it", async () => {
    const { publicKey, revocationCertificate } = await generateKey({
      ...KEY,
      userIDs: [{ email: "rui@home.example" }],
      date: new Date(NOW.getTime() - 60_000),
    });
    const key = await readKey({ armoredKey: publicKey });
    const revoked = await revokeKey({ key, revocationCertificate, format: "armored" });
    const [plain, ended] = [await certificateOf(publicKey), await certificateOf(revoked.publicKey)];
    expect([plain.revoked, ended.revoked]).toEqual([false, true]);
    const merged = await sealer.merge([plain, ended]);
    expect([merged.revoked, (await sealer.merge([ended, plain])).revoked]).toEqual([true, true]);
    expect((await sealer.merge([merged, plain])).bytes).toEqual(merged.bytes);
  });

  test("that are none of the same key change nothing", async () => {
    const [mine, other] = [await certificateOf(theirs.publicKey), await certificateOf(ours.publicKey)];
    const merged = await sealer.merge([mine, other, { ...other, bytes: Buffer.from("no key") }]);
    expect([merged.fingerprint, merged.addresses, merged.revoked]).toEqual([mine.fingerprint, mine.addresses, false]);
  });
});
