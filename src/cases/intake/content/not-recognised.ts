import type { Mail, Part } from "../../../mail/index.ts";
import type { Found } from "./found.ts";

/** How much of a text in sixteen bits is looked at. */
const LONGEST_WIDE = 2_000_000;
/** How far from its frame line a message's first or last line may stand. */
const NEAR = 400;
const MOST_MARKS = 200;
const ENCODINGS = ["base64", "quoted-printable"];
const MARKS = ["PGP", "pgp", "Pgp"];
/** Blanks of every kind, also one that does not break, in Latin-1 or in UTF-8. */
const BLANKS = "[\\s\\u00a0\\u00c2]{1,6}";
const FRAME = new RegExp(`\\b(BEGIN|END)${BLANKS}$`, "i");
const MESSAGE = new RegExp(`^PGP${BLANKS}MESSAGE\\b`, "i");
/** Lines of ciphertext, whatever stands before them. Hashes, fingerprints and paths are as long, and have not all of these. */
const LINES = /[A-Za-z0-9+/]{40,}/g;
const MIXED = [/[a-z]/, /[A-Z]/, /[0-9]/];
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
  const isEncoded = ENCODINGS.includes(part.encoding);
  return [...(isEncoded ? [withoutZeros(part.content())] : []), ...part.children.flatMap(decodedIn)];
}

/** Text in sixteen bits for each character has a zero beside each byte of ASCII. */
function withoutZeros(content: Uint8Array): Uint8Array {
  if (!content.subarray(0, 4).includes(0)) return content;
  return content.subarray(0, LONGEST_WIDE).filter((byte) => byte !== 0);
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
  if (word === undefined || !MESSAGE.test(bytes.toString("latin1", at, at + 24))) return false;
  const beside = word === "BEGIN" ? bytes.toString("latin1", at, at + NEAR) : before;
  return (beside.match(LINES) ?? []).some((line) => MIXED.every((kind) => kind.test(line)));
}
