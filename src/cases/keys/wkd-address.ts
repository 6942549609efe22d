import { createHash } from "node:crypto";
import { asciiDomain } from "./ascii-domain.ts";

/** z-base-32 (RFC 6189, 5.1.6). */
const DIGITS = "ybndrfg8ejkmcpqxot1uwisza345h769";
const BITS_PER_DIGIT = 5;
/** A name that the world knows: letters at its end, so no address by numbers, and nothing of this machine. */
const PUBLIC_NAME = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:xn--[a-z0-9-]+|[a-z]{2,})$/;
const LOCAL_NAMES = /\.(?:localhost|local|internal|onion|arpa)$/;

/**
 * Where a domain publishes the key of an address (draft-koch-openpgp-webkey-service, 3.1): the way by a host of its own name
 * first, then the one by the domain itself. None for a domain that is not one of the world.
 */
export function wkdAddresses(address: string): readonly string[] {
  const at = address.lastIndexOf("@");
  const local = address.slice(0, at);
  const domain = asciiDomain(address.slice(at + 1)) ?? "";
  if (at < 1 || !PUBLIC_NAME.test(domain) || LOCAL_NAMES.test(domain)) return [];
  const rest = `hu/${hashOf(local)}?l=${encodeURIComponent(local)}`;
  return [
    `https://openpgpkey.${domain}/.well-known/openpgpkey/${domain}/${rest}`,
    `https://${domain}/.well-known/openpgpkey/${rest}`,
  ];
}

/** Letters of ASCII in lower case, SHA-1, 32 digits: a name for a file, which nothing relies on for secrecy. */
function hashOf(local: string): string {
  const lower = local.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return zBase32(createHash("sha1").update(lower).digest());
}

export function zBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(new RegExp(`.{1,${BITS_PER_DIGIT}}`, "g")) ?? [];
  return groups.map((group) => DIGITS[Number.parseInt(group.padEnd(BITS_PER_DIGIT, "0"), 2)]).join("");
}
