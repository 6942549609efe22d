import { SamedayError } from "../../kernel/index.ts";
import { dearmor } from "./packets/dearmor.ts";
import { packetsOf, TAG } from "./packets/walk.ts";

/** Hash algorithm numbers (RFC 9580, 9.5) as `micalg` calls them (RFC 3156, 5), from SHA-256 on. */
const NAMES: Readonly<Record<number, string>> = {
  8: "pgp-sha256",
  9: "pgp-sha384",
  10: "pgp-sha512",
  11: "pgp-sha224",
  12: "pgp-sha3-256",
  14: "pgp-sha3-512",
};
/** Version, type, public key algorithm, hash algorithm (RFC 9580, 5.2.3): at the same place from version 4 on. */
const HASH_AT = 3;

/** The name of an armored signature's hash for multipart/signed. Throws INPUT_INVALID for what is no such signature. */
export function hashOfSignature(armored: string): string {
  const [block] = dearmor(Buffer.from(armored, "latin1")) ?? [];
  const [packet] = block ? packetsOf(block.bytes) : [];
  const name = packet?.tag === TAG.signature ? NAMES[packet.pieces[0]?.[HASH_AT] ?? 0] : undefined;
  if (name === undefined) throw new SamedayError("INPUT_INVALID", "The signature is over no hash that can be named.");
  return name;
}
