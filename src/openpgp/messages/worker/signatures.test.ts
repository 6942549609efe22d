import { beforeAll, describe, expect, it } from "vitest";
import { makeKey, NOW, packet, signed, VERSION_6 } from "../../../../tests/system/openpgp-messages-kit.ts";
import type { SignatureFact } from "../contract.ts";
import { config, createMessage, enums, type PrivateKey, reformatKey, revokeKey, SignaturePacket } from "./library.ts";
import { verifyDetached } from "./verify.ts";

const DAY = 86_400_000;
const TEXT = "what was signed\r\n";
const EARLIER = new Date("2025-01-01T00:00:00Z");
const { reasonForRevocation } = enums;

let ada: PrivateKey;
beforeAll(async () => {
  ada = await makeKey("Ada");
});

async function judge(
  signature: Uint8Array,
  known: readonly PrivateKey[],
  data = TEXT,
): Promise<readonly SignatureFact[]> {
  const certificates = known.map((key) => key.toPublic().write());
  return verifyDetached({ data: Buffer.from(data), signature, known: certificates, now: NOW });
}

describe("a signature", () => {
  it.each([
    ["Curve25519", {}],
    ["version 6", VERSION_6],
    ["native Ed25519", { type: "curve25519" }],
    ["P-256", { curve: "nistP256" }],
    ["brainpool", { curve: "brainpoolP256r1" }],
  ] as const)("by a key of %s is good", async (_, options) => {
    const key = await makeKey("Ben", options);
    const facts = await judge(await signed(TEXT, [key], true, EARLIER), [ada, key]);
    const expected = { signer: key.getFingerprint().toUpperCase(), made: EARLIER, weakHash: false, inFuture: false };
    expect(facts).toEqual([{ state: "good", ...expected }]);
    expect(await judge(await signed(TEXT, [key], true, EARLIER), [key], "other")).toEqual([
      { state: "bad", ...expected },
    ]);
  });

  it("by a key that nobody knows names no signer", async () => {
    const facts = await judge(await signed(TEXT, [ada], true, EARLIER), []);
    expect(facts).toEqual([
      { state: "unknown-key", signer: undefined, made: EARLIER, weakHash: false, inFuture: false },
    ]);
  });

  it("by a key that is too weak to vouch for anything is as one by nobody, and no alteration", async () => {
    const weak = await makeKey("Old", { type: "rsa", rsaBits: 1024, config: { minRSABits: 1024 } });
    const signature = await signedBy(weak, EARLIER, enums.hash.sha512);
    expect(await judge(signature, [weak])).toMatchObject([{ state: "unknown-key", signer: undefined }]);
    expect(await judge(signature, [weak], "other")).toMatchObject([{ state: "bad" }]);
  });

  it("over SHA-1 is weak, and does not count", async () => {
    const key = await makeKey("Ben", { curve: "nistP256" });
    const signature = await signedBy(key, EARLIER, enums.hash.sha1);
    expect(await judge(signature, [key])).toMatchObject([{ state: "bad", weakHash: true }]);
    expect(await judge(signature, [])).toMatchObject([{ state: "unknown-key", weakHash: true }]);
    const strong = await signedBy(key, EARLIER, enums.hash.sha256);
    expect(await judge(strong, [key])).toMatchObject([{ state: "good", weakHash: false }]);
  });

  it.each([
    [DAY, true],
    [10 * 60_000, true],
    [60_000, false],
  ])("made in %d ms is in the future: %s", async (ahead, inFuture) => {
    const facts = await judge(await signed(TEXT, [ada], true, new Date(NOW.getTime() + ahead)), [ada]);
    expect(facts).toMatchObject([{ inFuture, state: inFuture ? "bad" : "good" }]);
  });

  it("made before its key is bad", async () => {
    const early = new Date("2023-12-01T00:00:00Z");
    expect(await judge(await signedBy(ada, early, enums.hash.sha512), [ada])).toMatchObject([{ state: "bad" }]);
  });
});

/** A signature that the library would not make by itself. */
async function signedBy(key: PrivateKey, date: Date, hash: enums.hash): Promise<Uint8Array> {
  const { packets } = await createMessage({ binary: Buffer.from(TEXT) });
  const made = new SignaturePacket();
  made.signatureType = enums.signature.binary;
  made.publicKeyAlgorithm = key.keyPacket.algorithm;
  made.hashAlgorithm = hash;
  const plain = { ...config, nonDeterministicSignaturesViaNotation: false };
  // The library's types know neither the last parameter nor that the data are a packet.
  const sign = made.sign.bind(made) as unknown as (...all: readonly unknown[]) => Promise<void>;
  await sign(key.keyPacket, packets[0], date, true, plain);
  return packet(2, made.write());
}

describe("a key that ended", () => {
  const made = (date: Date, key = ada): Promise<Uint8Array> => signed(TEXT, [key], true, date);

  it.each([
    ["compromised", "revoked-key", "revoked-key", reasonForRevocation.keyCompromised],
    ["without a reason", "revoked-key", "revoked-key", reasonForRevocation.noReason],
    ["superseded", "good", "revoked-key", reasonForRevocation.keySuperseded],
    ["retired", "good", "revoked-key", reasonForRevocation.keyRetired],
  ])("revoked, %s: what it signed before counts as %s and later as %s", async (_, earlier, later, flag) => {
    const date = new Date("2025-06-01T00:00:00Z");
    const { privateKey } = await revokeKey({ key: ada, reasonForRevocation: { flag }, date, format: "object" });
    expect(await judge(await made(EARLIER), [privateKey])).toMatchObject([{ state: earlier }]);
    expect(await judge(await made(new Date("2025-07-01")), [privateKey])).toMatchObject([{ state: later }]);
  });

  it("revoked, of which an older copy knows nothing: it does not count, whichever copy comes first", async () => {
    const reasonForRevocation = { flag: enums.reasonForRevocation.keyCompromised };
    const { privateKey } = await revokeKey({ key: ada, reasonForRevocation, date: NOW, format: "object" });
    for (const copies of [
      [ada, privateKey],
      [privateKey, ada],
    ]) {
      expect(await judge(await made(EARLIER), copies)).toMatchObject([{ state: "revoked-key" }]);
    }
  });

  it("expired: what it signed before counts, and later not", async () => {
    const end = { keyExpirationTime: 365 * 86_400 };
    const key = await makeKey("Short", end);
    expect(await judge(await made(new Date("2024-06-01"), key), [key])).toMatchObject([{ state: "good" }]);
    const lasting = await makeKey("Short");
    const late = await signed(TEXT, [lasting], true, EARLIER);
    const { privateKey: shortened } = await reformatKey({
      privateKey: lasting,
      userIDs: { name: "Short" },
      keyExpirationTime: 30 * 86_400,
      date: new Date("2024-03-01T00:00:00Z"),
      format: "object",
    });
    expect(await judge(late, [shortened])).toMatchObject([{ state: "expired-key" }]);
  });

  it("prolonged since: what it signed before counts", async () => {
    const early = await signed(TEXT, [ada], true, EARLIER);
    const { privateKey: prolonged } = await reformatKey({
      privateKey: ada,
      userIDs: { name: "Ada" },
      date: new Date("2026-01-01T00:00:00Z"),
      format: "object",
    });
    expect(await judge(early, [prolonged])).toMatchObject([{ state: "good" }]);
  });
});

describe("what is no detached signature", () => {
  it.each<readonly [string, () => Promise<Uint8Array>]>([
    ["nothing", async () => new Uint8Array()],
    ["text", async () => Buffer.from("hello")],
    ["a signed message, which brings its own text", () => signed("other", [ada], false)],
    ["a key", async () => ada.toPublic().write()],
    ["a signature that is cut off", async () => (await signed(TEXT, [ada], true)).subarray(0, -3)],
  ])("%s gives none", async (_, make) => {
    expect(await judge(await make(), [ada])).toEqual([]);
  });

  it("past the twentieth nothing is looked at", async () => {
    const one = await signed(TEXT, [ada], true);
    expect(await judge(Buffer.concat(Array.from({ length: 30 }, () => one)), [ada])).toHaveLength(20);
  });
});
