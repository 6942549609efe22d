import { randomBytes, webcrypto } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";

const native = webcrypto.subtle;
let quick: typeof native;
beforeAll(async () => {
  await import("./own-web-crypto.ts");
  quick = globalThis.crypto.subtle as typeof native;
});

const PAIR = { sign: ["sign", "verify"], derive: ["deriveKey", "deriveBits"] } as const;
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const bufferOf = (value: ArrayBuffer | Uint8Array): string => Buffer.from(value as Uint8Array).toString("hex");

async function jwkOf(pair: webcrypto.CryptoKeyPair) {
  return {
    secret: await native.exportKey("jwk", pair.privateKey),
    open: await native.exportKey("jwk", pair.publicKey),
  };
}

describe("Curve25519 in this thread", () => {
  test("is not Node's own object, or these tests say nothing", () => {
    expect(quick).not.toBe(native);
  });

  test("signs what Node verifies and verifies what Node signed, twice the same, and nothing that was altered", async () => {
    const pair = (await native.generateKey("Ed25519", true, [...PAIR.sign])) as webcrypto.CryptoKeyPair;
    const { secret, open } = await jwkOf(pair);
    const ours = await quick.importKey("jwk", secret, "Ed25519", false, ["sign"]);
    const theirs = await quick.importKey("jwk", open, "Ed25519", false, ["verify"]);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), fc.nat(511), async (data, bit) => {
        const signature = new Uint8Array(await quick.sign("Ed25519", ours, data));
        expect(await native.verify("Ed25519", pair.publicKey, signature, data)).toBe(true);
        expect(bufferOf(await native.sign("Ed25519", pair.privateKey, data))).toBe(bufferOf(signature));
        const altered = signature.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
        for (const _ of [1, 2]) {
          expect(await quick.verify("Ed25519", theirs, signature, data)).toBe(true);
          expect(await quick.verify("Ed25519", theirs, altered, data)).toBe(false);
          expect(await quick.verify("Ed25519", theirs, signature, Buffer.concat([data, Buffer.of(0)]))).toBe(false);
        }
      }),
      { numRuns: 20 },
    );
  });

  test("what one key signed is not another's, however often it was asked", async () => {
    const [one, other] = await Promise.all(
      [1, 2].map(async () =>
        jwkOf((await native.generateKey("Ed25519", true, [...PAIR.sign])) as webcrypto.CryptoKeyPair),
      ),
    );
    if (!one || !other) throw new Error("no keys");
    const data = randomBytes(32);
    const signature = await quick.sign(
      "Ed25519",
      await quick.importKey("jwk", one.secret, "Ed25519", false, ["sign"]),
      data,
    );
    const verdicts = [];
    for (const { open } of [one, other, one, other]) {
      const key = await quick.importKey("jwk", open, "Ed25519", false, ["verify"]);
      verdicts.push(await quick.verify("Ed25519", key, new Uint8Array(signature), data));
    }
    expect(verdicts).toEqual([true, false, true, false]);
  });

  test("agrees on the secret that Node agrees on, and refuses a point from which none follows", async () => {
    const pair = (await native.generateKey("X25519", true, [...PAIR.derive])) as webcrypto.CryptoKeyPair;
    const { secret, open } = await jwkOf(pair);
    const fresh = (await quick.generateKey("X25519", true, [...PAIR.derive])) as webcrypto.CryptoKeyPair;
    const freshOpen = await quick.exportKey("jwk", fresh.publicKey);
    const ours = await quick.importKey("jwk", secret, "X25519", false, ["deriveBits"]);
    const theirs = await quick.importKey("jwk", open, "X25519", false, []);
    const sent = await native.importKey("jwk", freshOpen, "X25519", false, []);
    const byNode = await native.deriveBits({ name: "X25519", public: sent }, pair.privateKey, 256);
    const public_ = await quick.importKey("jwk", freshOpen, "X25519", false, []);
    expect(bufferOf(await quick.deriveBits({ name: "X25519", public: public_ }, ours, 256))).toBe(bufferOf(byNode));
    expect(bufferOf(await quick.deriveBits({ name: "X25519", public: theirs }, fresh.privateKey, 256))).toBe(
      bufferOf(byNode),
    );
    const zero = { kty: "OKP", crv: "X25519", x: Buffer.alloc(32).toString("base64url") };
    const small = await quick.importKey("jwk", zero, "X25519", false, []);
    await expect(quick.deriveBits({ name: "X25519", public: small }, ours, 256)).rejects.toThrow();
  });

  test.each([16, 24, 32])(
    "opens keys wrapped with one of %i bytes, and calls an altered one by the library's name",
    (length) =>
      fc.assert(
        fc.asyncProperty(bytes(length), bytes(40), fc.nat(383), async (key, content, bit) => {
          const wrapping = await native.importKey("raw", key, { name: "AES-KW" }, false, ["wrapKey"]);
          const hmac = { name: "HMAC", hash: "SHA-256" };
          const inner = await native.importKey("raw", content, hmac, true, ["sign"]);
          const wrapped = new Uint8Array(await native.wrapKey("raw", inner, wrapping, { name: "AES-KW" }));
          const ours = await quick.importKey("raw", key, { name: "AES-KW" }, false, ["unwrapKey"]);
          const open = async (from: Uint8Array) => {
            const opened = await quick.unwrapKey("raw", from, ours, { name: "AES-KW" }, hmac, true, ["sign"]);
            return bufferOf(await quick.exportKey("raw", opened));
          };
          expect(await open(wrapped)).toBe(bufferOf(content));
          const altered = wrapped.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
          await expect(open(altered)).rejects.toMatchObject({ name: "OperationError" });
        }),
        { numRuns: 20 },
      ),
  );

  test("a public key of another length is refused", async () => {
    const short = { kty: "OKP", crv: "Ed25519", x: Buffer.alloc(31).toString("base64url") };
    await expect(quick.importKey("jwk", short, "Ed25519", false, ["verify"])).rejects.toThrow();
  });

  test("what is not of this curve is Node's to do", async () => {
    expect(bufferOf(await quick.digest("SHA-256", Buffer.from("abc")))).toBe(
      bufferOf(await native.digest("SHA-256", Buffer.from("abc"))),
    );
    const pair = (await quick.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
      ...PAIR.sign,
    ])) as webcrypto.CryptoKeyPair;
    const how = { name: "ECDSA", hash: "SHA-256" };
    const signature = new Uint8Array(await quick.sign(how, pair.privateKey, Buffer.from("abc")));
    expect(await quick.verify(how, pair.publicKey, signature, Buffer.from("abc"))).toBe(true);
  });
});
