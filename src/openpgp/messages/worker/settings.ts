import { config, enums, type PartialConfig } from "./library.ts";

/**
 * What differs from the library's defaults. It keeps its own refusals: data without integrity protection, more than one
 * message, RSA keys under 2047 bits, DSA and ElGamal keys, certifications over MD5.
 * A weak hash does not stop the check of a signature, so that whoever reads learns both: whose it is, and that it is weak.
 */
export function settings(decompressed: number): PartialConfig {
  return {
    maxDecompressedMessageSize: decompressed,
    // Nothing is ever derived from a password here; should that change by mistake, it costs little.
    maxArgon2MemoryExponent: 16,
  };
}

/** For the arithmetic of one signature alone: whether its hash and its key are good enough is judged apart. */
export const ANY_HASH = {
  ...config,
  rejectHashAlgorithms: new Set<enums.hash>(),
  rejectMessageHashAlgorithms: new Set<enums.hash>(),
};

export const WEAK_HASHES: ReadonlySet<number> = new Set([enums.hash.md5, enums.hash.sha1, enums.hash.ripemd]);
