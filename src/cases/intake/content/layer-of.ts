import type { Part } from "../../../mail/index.ts";
import { readRecipients } from "../../../openpgp/index.ts";

/** The cryptography that a part is, by its structure alone. Nothing is opened here. */
export type Layer =
  /** `beside` stands next to the ciphertext and is not protected by it. */
  | { readonly kind: "encrypted"; readonly ciphertext: Part; readonly beside: readonly Part[] }
  | { readonly kind: "signed"; readonly content: Part; readonly signature: Part; readonly beside: readonly Part[] }
  | { readonly kind: "smime-signed"; readonly content: readonly Part[] }
  | { readonly kind: "smime-opaque" };

const ARMOR = "-----BEGIN PGP MESSAGE-----";
const SMIME_SIGNATURE = /^application\/(?:x-)?pkcs7-signature$/;
const SMIME_DATA = /^application\/(?:x-)?pkcs7-mime$/;

export function layerOf(part: Part): Layer | undefined {
  if (SMIME_DATA.test(part.mediaType) && part.parameters.get("smime-type")?.toLowerCase() !== "certs-only") {
    return { kind: "smime-opaque" };
  }
  if (!part.mediaType.startsWith("multipart/")) return undefined;
  if (part.mediaType === "multipart/signed") return signedLayer(part);
  return encryptedLayer(part);
}

/** RFC 1847, 2.1 and RFC 3156, 5: the first part is signed as it stands, the second is the signature. */
function signedLayer(part: Part): Layer | undefined {
  const [content, signature, ...beside] = part.children;
  if (!content || !signature) return undefined;
  const protocol = part.parameters.get("protocol")?.toLowerCase() ?? signature.mediaType;
  if (SMIME_SIGNATURE.test(protocol)) return { kind: "smime-signed", content: [content, ...beside] };
  if (protocol !== "application/pgp-signature") return undefined;
  return { kind: "signed", content, signature, beside };
}

/**
 * RFC 3156, 4, and what mail systems make of it: Exchange turns multipart/encrypted into multipart/mixed with an empty
 * text before it, and may lose the version part's type.
 */
function encryptedLayer(part: Part): Layer | undefined {
  const version = part.children.findIndex(isVersionPart);
  const declared =
    part.mediaType === "multipart/encrypted" &&
    (part.parameters.get("protocol") ?? "application/pgp-encrypted").toLowerCase() === "application/pgp-encrypted";
  if (version < 0 && !declared) return undefined;
  const rest = part.children.filter((_, index) => index !== version);
  // One that lost its second part on the way came encrypted all the same: what is left opens as the fault that it is.
  const last = rest.at(-1) ?? part.children[version];
  const ciphertext = rest.find(startsWithArmor) ?? (declared ? last : undefined);
  if (!ciphertext) return undefined;
  return { kind: "encrypted", ciphertext, beside: rest.filter((one) => one !== ciphertext) };
}

function isVersionPart(part: Part): boolean {
  if (part.children.length > 0) return false;
  if (part.mediaType === "application/pgp-encrypted") return !startsWithArmor(part);
  return part.body.length < 200 && /^\s*version:\s*1\s*$/i.test(latin1(part.content()));
}

function startsWithArmor(part: Part): boolean {
  return part.children.length === 0 && latin1(part.content().subarray(0, 2000)).trimStart().startsWith(ARMOR);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** The first bytes of a message to keys or to a password, in the old and the new form of packets (RFC 9580, 4.2). */
const ENCRYPTED_PACKETS = new Set([0x84, 0x85, 0x86, 0x8c, 0x8d, 0x8e, 0xc1, 0xc3]);
const ENCRYPTED_NAME = /\.(?:pgp|gpg|asc)$/i;

/** Whether a file is an OpenPGP message: by its armor, by name and first packet, or by all of its packets. */
export function isEncryptedFile(part: Part): boolean {
  if (startsWithArmor(part)) return true;
  const content = part.content();
  if (!ENCRYPTED_PACKETS.has(content[0] ?? 0)) return false;
  const named = ENCRYPTED_NAME.test(part.fileName ?? "") || /^application\/pgp(?:-encrypted)?$/.test(part.mediaType);
  return named || readRecipients(content) !== undefined;
}

/** `poc.c.pgp` is `poc.c` once it is opened. */
export function openedName(name: string | undefined): string | undefined {
  const bare = name?.replace(ENCRYPTED_NAME, "");
  return bare === "" ? undefined : bare;
}

/** The form before RFC 2015, which mutt can still write: a clear-signed text of a type of its own, not as a file. */
export function isOldSignedText(part: Part): boolean {
  if (part.mediaType !== "application/pgp" || part.disposition === "attachment") return false;
  return latin1(part.content().subarray(0, 2000)).trimStart().startsWith("-----BEGIN PGP SIGNED MESSAGE-----");
}
