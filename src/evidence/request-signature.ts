import { isSha256, SamedayError, type Sha256 } from "../kernel/index.ts";
import { decodeBase64, type EvidenceKey, type KnownKey, signBytes, verifyBytes } from "./evidence-key.ts";

/** How far a builder's clock may be from the server's, either way. */
export const REQUEST_WINDOW_MS = 5 * 60_000;

export interface SignedRequest {
  /** Upper case. */
  readonly method: string;
  /** Path and query as they stand in the request line. */
  readonly path: string;
  readonly time: Date;
  /** At least 16 random bytes, base64url. */
  readonly nonce: string;
  readonly bodySha256: Sha256;
}

/** Whose request it is; the body's hash is a claim that whoever reads the body must compare. */
export interface VerifiedRequest {
  readonly name: string;
  readonly time: Date;
  readonly nonce: string;
  readonly bodySha256: Sha256;
}

const SCHEME = "Sameday-Builder";
const HEADER =
  /^Sameday-Builder name=([a-z0-9][a-z0-9.-]{0,99}), time=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z), nonce=([A-Za-z0-9_-]{22,86}), sha256=([0-9a-f]{64}), signature=([A-Za-z0-9+/]{86}==)$/;

/** The value of the `authorization` header. */
export function createRequestSignature(request: SignedRequest, name: string, key: EvidenceKey): string {
  const time = request.time.toISOString();
  const signature = Buffer.from(signBytes(key, signedBytes(request, name, time))).toString("base64");
  return `${SCHEME} name=${name}, time=${time}, nonce=${request.nonce}, sha256=${request.bodySha256}, signature=${signature}`;
}

/**
 * Who sent the request. Throws BUILDER_REFUSED: malformed, unknown builder, wrong signature, clock too far off.
 * A request may be repeated by whoever saw it: the caller keeps the nonces of the window (`createNonceMemory`).
 */
export function verifyRequestSignature(
  header: string,
  request: { readonly method: string; readonly path: string; readonly now: Date },
  known: readonly KnownKey[],
): VerifiedRequest {
  const match = HEADER.exec(header);
  if (!match) throw refused("The request carries no builder's signature.");
  const [, name = "", timeText = "", nonce = "", bodySha256 = "", signatureText = ""] = match;
  const time = new Date(timeText);
  const signature = decodeBase64(signatureText);
  const keys = known.filter((candidate) => candidate.name === name);
  if (keys.length === 0) throw refused(`There is no builder ${name} on file.`);
  if (!signature || !isSha256(bodySha256) || Number.isNaN(time.getTime())) throw refused("The signature is malformed.");
  const data = signedBytes({ ...request, nonce, bodySha256 }, name, timeText);
  if (!keys.some((candidate) => verifyBytes(candidate.publicKey, data, signature))) {
    throw refused(`The request was not signed with the key on file for ${name}.`);
  }
  if (Math.abs(time.getTime() - request.now.getTime()) > REQUEST_WINDOW_MS) {
    throw refused(`The clock of ${name} is more than five minutes off.`);
  }
  return { name, time, nonce, bodySha256 };
}

/** Every part on a line of its own; none of them can hold a line end, so no two requests have the same bytes. */
function signedBytes(
  request: { method: string; path: string; nonce: string; bodySha256: string },
  name: string,
  time: string,
): Uint8Array {
  const parts = ["sameday-request-v1", request.method, request.path, name, time, request.nonce, request.bodySha256];
  if (parts.some((part) => part.includes("\n"))) throw refused("The request holds a line end where none may be.");
  return Buffer.from(parts.join("\n"));
}

/** Remembers the nonces of the window, so that no request counts twice. */
export interface NonceMemory {
  /** False when this builder's nonce was seen before. */
  firstUse(request: VerifiedRequest, now: Date): boolean;
}

export function createNonceMemory(): NonceMemory {
  const seen = new Map<string, number>();
  return {
    firstUse(request, now) {
      // Insertion order is the order of expiry.
      for (const [key, until] of seen) {
        if (until >= now.getTime()) break;
        seen.delete(key);
      }
      const key = `${request.name} ${request.nonce}`;
      if (seen.has(key)) return false;
      seen.set(key, now.getTime() + 2 * REQUEST_WINDOW_MS);
      return true;
    },
  };
}

function refused(message: string): SamedayError {
  return new SamedayError("BUILDER_REFUSED", message);
}
