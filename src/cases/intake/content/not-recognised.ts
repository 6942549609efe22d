import type { Mail, Part } from "../../../mail/index.ts";
import type { Found } from "./found.ts";

/** Parts that are larger are searched as they stand, not decoded as well. */
const LARGEST_DECODED = 2_000_000;
/** How far from its frame line a message's first or last line may stand. */
const NEAR = 400;
const MOST_MARKS = 20;
const ENCODINGS = ["base64", "quoted-printable"];
const MARKS = ["PGP MESSAGE", "pgp message", "Pgp Message"];
const FRAME = /\b(BEGIN|END)\s{1,4}$/i;
/** A line of ciphertext, whatever stands before each line. */
const CIPHERTEXT = /[A-Za-z0-9+/]{40}/;
/** The head line of a message in Base64: it was encoded once more than its part says. */
const ENCODED_HEAD = Buffer.from("-----BEGIN PGP MESSAGE-----").toString("base64").slice(0, -4);

/**
 * Whether something in a mail looks like an OpenPGP message and was neither opened nor told of: behind marks of another kind,
 * in a preamble, in a comment of HTML, in a file of a program, damaged. It need not be one; what is answered must not hang on
 * whether the sender's program framed it as it should have.
 */
export function holdsUnrecognised({ root, bytes }: Mail, { layers, flags }: Found): boolean {
  if (layers.some(({ opened }) => opened !== undefined)) return false;
  if (flags.has("encrypted_in_forward") || flags.has("quoted_openpgp_block")) return false;
  return looksEncrypted(bytes) || decodedIn(root).some(looksEncrypted);
}

/** The contents that do not stand in the message as they are. */
function decodedIn(part: Part): readonly Uint8Array[] {
  const isEncoded = ENCODINGS.includes(part.encoding) && part.body.length <= LARGEST_DECODED;
  return [...(isEncoded ? [withoutZeros(part.content())] : []), ...part.children.flatMap(decodedIn)];
}

/** Text in sixteen bits for each character has a zero beside each byte of ASCII. */
function withoutZeros(content: Uint8Array): Uint8Array {
  return content.subarray(0, 4).includes(0) ? content.filter((byte) => byte !== 0) : content;
}

function looksEncrypted(content: Uint8Array): boolean {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return bytes.includes(ENCODED_HEAD) || MARKS.some((mark) => marksOf(bytes, mark).some((at) => isFramed(bytes, at)));
}

function marksOf(bytes: Buffer, mark: string): readonly number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(mark); at >= 0 && found.length < MOST_MARKS; at = bytes.indexOf(mark, at + 1)) {
    found.push(at);
  }
  return found;
}

/** Ciphertext stands after what begins it, and before what ends it. */
function isFramed(bytes: Buffer, at: number): boolean {
  const before = bytes.toString("latin1", Math.max(0, at - NEAR), at);
  const word = FRAME.exec(before.slice(-12))?.[1]?.toUpperCase();
  if (word === undefined) return false;
  return CIPHERTEXT.test(word === "BEGIN" ? bytes.toString("latin1", at, at + NEAR) : before);
}
