import { beforeAll, describe, expect, it } from "vitest";
import { armored, literal, MADE, makeKey, NOW, VERSION_6 } from "../../../../tests/system/openpgp-messages-kit.ts";
import { readCertificates } from "./certificates.ts";
import { enums, type PrivateKey, readKey, revokeKey } from "./library.ts";

let ada: PrivateKey;
beforeAll(async () => {
  ada = await makeKey("Ada", { userIDs: [{ name: "Ada", email: "ADA@Example.org" }, { name: "No address" }] });
});

const read = (bytes: Uint8Array | string) => readCertificates({ bytes: Buffer.from(bytes), now: NOW });

describe("certificates", () => {
  it("are read with what matters to a mail", async () => {
    const { certificates, secret, faults } = await read(ada.toPublic().armor());
    expect([secret, faults]).toEqual([false, []]);
    expect(certificates).toEqual([
      {
        fingerprint: ada.getFingerprint().toUpperCase(),
        addresses: ["ada@example.org"],
        userIds: ["Ada <ADA@Example.org>", "No address"],
        created: MADE,
        expires: undefined,
        revoked: false,
        canEncrypt: true,
        bytes: Uint8Array.from(ada.toPublic().write()),
      },
    ]);
  });

  it("may be several, binary or armored, of version 4 and 6", async () => {
    const newer = await makeKey("Newer", VERSION_6);
    const keys = [ada, newer].map((key) => key.toPublic());
    const fingerprints = keys.map((key) => key.getFingerprint().toUpperCase());
    for (const bytes of [Buffer.concat(keys.map((key) => key.write())), keys.map((key) => key.armor()).join("\n")]) {
      const { certificates, faults } = await read(bytes);
      expect(faults).toEqual([]);
      expect(certificates.map(({ fingerprint }) => fingerprint)).toEqual(fingerprints);
    }
  });

  it("that expired or were revoked are told as such", async () => {
    const expired = await makeKey("Old", { keyExpirationTime: 86_400 });
    const reasonForRevocation = { flag: enums.reasonForRevocation.keyCompromised };
    const { privateKey: revoked } = await revokeKey({ key: ada, reasonForRevocation, date: MADE, format: "object" });
    const { certificates } = await read(Buffer.concat([expired, revoked].map((key) => key.toPublic().write())));
    const end = new Date(MADE.getTime() + 86_400_000);
    expect(certificates).toMatchObject([
      { expires: end, revoked: false, canEncrypt: false },
      { expires: undefined, revoked: true, canEncrypt: false },
    ]);
  });

  it("lose their secret part, which is told", async () => {
    for (const bytes of [ada.write(), ada.armor()]) {
      const { certificates, secret } = await read(bytes);
      expect(secret).toBe(true);
      const [first] = certificates;
      const again = await readKey({ binaryKey: first?.bytes ?? new Uint8Array() });
      expect([again.isPrivate(), again.getFingerprint()]).toEqual([false, ada.getFingerprint()]);
    }
  });

  it("believe no user id that the key did not certify", async () => {
    const eve = await makeKey("Eve");
    const forged = await readKey({ binaryKey: eve.toPublic().write() });
    forged.users = [...ada.toPublic().users, ...forged.users];
    const { certificates } = await read(forged.write());
    expect(certificates).toMatchObject([{ addresses: ["eve@example.org"], userIds: ["Eve <eve@example.org>"] }]);
    const stolen = await readKey({ binaryKey: eve.toPublic().write() });
    stolen.users = ada.toPublic().users;
    expect(await read(stolen.write())).toMatchObject({
      certificates: [],
      faults: [expect.stringContaining("no valid")],
    });
  });
});

describe("what is no certificate", () => {
  it.each<readonly [string, () => Uint8Array | string]>([
    ["text", () => "hello"],
    ["armor that is cut off", () => ada.toPublic().armor().slice(0, 300)],
    ["a message", () => armored("MESSAGE", literal("hello"))],
    ["literal data", () => literal("hello")],
    ["a key that is cut off", () => ada.toPublic().write().subarray(0, -5)],
    ["a file that is too large", () => Buffer.alloc(5_000_000, 0xc6)],
  ])("%s has a fault and gives none", async (_, make) => {
    const { certificates, faults } = await read(make());
    expect(certificates).toEqual([]);
    expect(faults).toHaveLength(1);
  });

  it("beside a certificate does not spoil it", async () => {
    const { certificates, faults } = await read(`${armored("MESSAGE", literal("x"))}\n${ada.toPublic().armor()}`);
    expect([certificates.length, faults.length]).toEqual([1, 1]);
  });

  it("past the twentieth key is not looked at", async () => {
    const bytes = ada.toPublic().write();
    const { certificates, faults } = await read(Buffer.concat(Array.from({ length: 21 }, () => bytes)));
    expect([certificates.length, faults]).toEqual([20, ["Only the first 20 keys were read."]]);
  });
});
