import { createCipheriv } from "node:crypto";
import { describe, expect, test } from "vitest";
import { AES_256_GCM, decapsulate, encapsulate, messageKey, privateFromSeed, publicBytes } from "./hpke.ts";

const bytes = (hex: string): Uint8Array => Buffer.from(hex, "hex");
const hex = (value: Uint8Array): string => Buffer.from(value).toString("hex");

describe("the example of RFC 9180, appendix A.1.1", () => {
  const recipient = privateFromSeed(bytes("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8"));
  const seed = bytes("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736");
  const info = bytes("4f6465206f6e2061204772656369616e2055726e");
  const shared = "fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc";
  const made = encapsulate(publicBytes(recipient), privateFromSeed(seed));

  test("the keys agree", () => {
    expect(hex(publicBytes(recipient))).toBe("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d");
    expect(hex(made.sent)).toBe("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431");
    expect(hex(made.shared)).toBe(shared);
    expect(hex(decapsulate(recipient, made.sent))).toBe(shared);
  });

  test("the message's key and the first ciphertext follow", () => {
    const { key, nonce } = messageKey(made.shared, info, { id: 0x0001, keyBytes: 16 });
    expect([hex(key), hex(nonce)]).toEqual(["4531685d41d65f03dc48f6b8302c05b0", "56d890e5accaaf011cff4b7d"]);
    const cipher = createCipheriv("aes-128-gcm", key, nonce);
    cipher.setAAD(Buffer.from("Count-0"));
    const text = [cipher.update("Beauty is truth, truth beauty"), cipher.final(), cipher.getAuthTag()];
    expect(hex(Buffer.concat(text))).toBe(
      "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
    );
  });

  test("another use of the same secret, or another cipher, has another key", () => {
    const used = [messageKey(made.shared, info), messageKey(made.shared, Buffer.from("spool"))];
    expect(used.map(({ key }) => key.length)).toEqual([AES_256_GCM.keyBytes, 32]);
    expect(hex(used[0]?.key ?? bytes(""))).not.toBe(hex(used[1]?.key ?? bytes("")));
  });
});

test("a point from which no secret follows is refused", () => {
  const own = privateFromSeed(Buffer.alloc(32, 7));
  expect(() => decapsulate(own, Buffer.alloc(32))).toThrow();
});
