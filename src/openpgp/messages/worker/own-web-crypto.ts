import {
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  sign,
  verify,
  type webcrypto,
} from "node:crypto";

/*
 * OpenPGP.js computes with Curve25519 through the Web Cryptography API, whose every step is a promise and a job for other
 * threads of Node: for values of 32 bytes that takes longer than the arithmetic. Here the same steps are done by Node's own
 * functions, which are the same OpenSSL, at once and in this thread, so that a worker's deadline counts them too. What else
 * the library asks goes where it went. Seen by this thread alone.
 */

/** What stands for a `CryptoKey` of ours. */
type OwnKey = { readonly own: KeyObject } | { readonly wrapping: Uint8Array } | { readonly raw: Uint8Array };

const native = globalThis.crypto.subtle;
const CURVES: readonly unknown[] = ["Ed25519", "X25519"];
/** AES key wrap (RFC 3394, 2.2.3.1). */
const INITIAL_VALUE = Buffer.alloc(8, 0xa6);
/** Signatures of keys by themselves come again with every mail of their owner. */
const MOST_REMEMBERED = 4096;
const remembered = new Map<string, boolean>();

const quick = {
  async importKey(format: string, data: JsonWebKey | Uint8Array, algorithm: unknown, ...rest: readonly unknown[]) {
    if (format === "jwk" && CURVES.includes(algorithm)) {
      const key = data as JsonWebKey;
      return { own: key.d === undefined ? createPublicKey({ key, format }) : createPrivateKey({ key, format }) };
    }
    const [, usages] = rest;
    if (format === "raw" && nameOf(algorithm) === "AES-KW" && String(usages) === "unwrapKey") return { wrapping: data };
    return Reflect.apply(native.importKey, native, [format, data, algorithm, ...rest]);
  },

  async generateKey(algorithm: unknown, ...rest: readonly unknown[]) {
    if (algorithm !== "X25519") return Reflect.apply(native.generateKey, native, [algorithm, ...rest]);
    const { publicKey, privateKey } = generateKeyPairSync("x25519");
    return { publicKey: { own: publicKey }, privateKey: { own: privateKey } };
  },

  async exportKey(format: string, key: OwnKey | webcrypto.CryptoKey) {
    if ("raw" in key) return key.raw;
    if ("own" in key) return key.own.export({ format: "jwk" });
    return Reflect.apply(native.exportKey, native, [format, key]);
  },

  async verify(algorithm: unknown, key: OwnKey | webcrypto.CryptoKey, signature: Uint8Array, data: Uint8Array) {
    if (!("own" in key)) return Reflect.apply(native.verify, native, [algorithm, key, signature, data]);
    return verifyOnce(key.own, signature, data);
  },

  async sign(algorithm: unknown, key: OwnKey | webcrypto.CryptoKey, data: Uint8Array) {
    if (!("own" in key)) return Reflect.apply(native.sign, native, [algorithm, key, data]);
    return sign(null, data, key.own);
  },

  /** OpenSSL refuses the all-zero secret of a point of small order (RFC 7748, 6.1). */
  async deriveBits(algorithm: { readonly public?: OwnKey }, key: OwnKey | webcrypto.CryptoKey, bits: number) {
    if (!("own" in key)) return Reflect.apply(native.deriveBits, native, [algorithm, key, bits]);
    if (!algorithm.public || !("own" in algorithm.public)) throw new TypeError("The other key is missing.");
    return diffieHellman({ privateKey: key.own, publicKey: algorithm.public.own });
  },

  async unwrapKey(format: string, wrapped: Uint8Array, key: OwnKey | webcrypto.CryptoKey, ...rest: readonly unknown[]) {
    if (!("wrapping" in key)) return Reflect.apply(native.unwrapKey, native, [format, wrapped, key, ...rest]);
    return { raw: unwrap(key.wrapping, wrapped) };
  },
};

/** A signature over the same bytes by the same key is good or bad for ever: nothing else is asked, and nothing else kept. */
function verifyOnce(key: KeyObject, signature: Uint8Array, data: Uint8Array): boolean {
  const { x = "" } = key.export({ format: "jwk" });
  const asked = createHash("sha256").update(`${x} ${signature.length} ${data.length} `).update(signature).update(data);
  const question = asked.digest("base64");
  const before = remembered.get(question);
  if (before !== undefined) return before;
  const isGood = verify(null, data, key, signature);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(question, isGood);
  return isGood;
}

function unwrap(key: Uint8Array, wrapped: Uint8Array): Uint8Array {
  try {
    const decipher = createDecipheriv(`id-aes${key.length * 8}-wrap`, key, INITIAL_VALUE);
    return Buffer.concat([decipher.update(wrapped), decipher.final()]);
  } catch (cause) {
    // The name by which the library knows that the key was the wrong one, or the data altered.
    throw Object.assign(new Error("The wrapped key does not open.", { cause }), { name: "OperationError" });
  }
}

function nameOf(algorithm: unknown): unknown {
  return typeof algorithm === "string" ? algorithm : Object(algorithm).name;
}

const subtle = new Proxy(native, {
  get(target, name) {
    if (Object.hasOwn(quick, name)) return quick[name as keyof typeof quick];
    const value = Reflect.get(target, name, target) as unknown;
    return typeof value === "function" ? value.bind(target) : value;
  },
});
Object.defineProperty(globalThis.crypto, "subtle", { value: subtle, configurable: true });
