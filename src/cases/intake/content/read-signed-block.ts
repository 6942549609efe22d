import { type ClearTextRead, findArmored } from "../../../openpgp/index.ts";
import { decodeText } from "./decode-text.ts";
import {
  type Around,
  addText,
  mayVerify,
  noteSignatures,
  type Reading,
  UNREADABLE_SIGNATURE,
  within,
} from "./reading.ts";

/** The bytes that a text was read from. */
export interface TextSource {
  readonly charset: string | undefined;
  readonly bytes: () => Uint8Array;
}

/** An armored block of a text, and its place among all of them. */
export interface SignedBlock {
  readonly armor: string;
  readonly index: number;
  readonly of: number;
}

/** A clear-signed text. What is shown is what the signature was verified over. */
export async function readSignedBlock(
  reading: Reading,
  block: SignedBlock,
  around: Around,
  source: TextSource | undefined,
): Promise<void> {
  const { armor } = block;
  if (!mayVerify(reading, armor.length))
    return addText(reading, around, { what: "text that was not verified", text: armor });
  if (reading.found.layers.some(({ kind }) => kind === "inline")) reading.found.flags.add("multiple_openpgp_blocks");
  const read = await verify(reading, block, source);
  reading.found.layers.push({ kind: "inline", opened: undefined });
  if (!read) {
    // What is framed like a signed text and is none was changed, or made to look like one.
    reading.found.flags.add("malformed_openpgp");
    noteSignatures(reading.found, [UNREADABLE_SIGNATURE]);
    return addText(reading, around, { what: "text, framed as if it were signed", text: armor });
  }
  noteSignatures(reading.found, read.signatures);
  const signed = within(around, { encrypted: false, signatures: read.signatures });
  return addText(reading, signed, { what: "signed text", text: read.text });
}

/**
 * Over UTF-8, and where that is not what was signed, over the bytes in the charset of the mail: most programs sign what they
 * send, and some what they were given before it was put into another charset.
 */
async function verify(
  reading: Reading,
  block: SignedBlock,
  source: TextSource | undefined,
): Promise<ClearTextRead | undefined> {
  const utf8 = Buffer.from(block.armor, "utf8");
  const read = await reading.opener.verifyClearText(utf8, reading.known);
  if (!source || !read?.signatures.some(({ state }) => state === "bad")) return read;
  const sent = blockIn(source.bytes(), block);
  if (!sent || sent.equals(utf8) || !mayVerify(reading, sent.length)) return read;
  const asSent = await reading.opener.verifyClearText(sent, reading.known);
  if (!asSent || asSent.signatures.some(({ state }) => state === "bad")) return read;
  return { ...asSent, text: decodeText(asSent.bytes, [source.charset]) };
}

/** The same block as it came; undefined where the bytes hold other blocks than the text, as in UTF-16. */
function blockIn(bytes: Uint8Array, { index, of }: SignedBlock): Buffer | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const places = findArmored(text);
  const place = places[index];
  return places.length === of && place ? Buffer.from(text.slice(place.start, place.end), "latin1") : undefined;
}
