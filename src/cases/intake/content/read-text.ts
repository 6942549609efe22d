import { makePart, type Part } from "../../../mail/index.ts";
import { findArmored } from "../../../openpgp/index.ts";
import { armorCharset, decodeText, isEntity } from "./decode-text.ts";
import { forwardMark } from "./forward-marks.ts";
import { readSignedBlock, type SignedBlock, type TextSource } from "./read-signed-block.ts";
import {
  type Around,
  addNote,
  addText,
  noteSeveral,
  openOne,
  type PartReader,
  type Reading,
  within,
} from "./reading.ts";

/** How a text reached us: what people are told, whether its surroundings may hurt, and the bytes that it was read from. */
export interface TextOrigin {
  readonly what: string;
  readonly unsafeHtml: boolean;
  readonly fromHtml?: true;
  readonly source?: TextSource;
}

/** A text in plain as one part of the mail. */
export function originOf(part: Part): TextOrigin {
  return { ...PLAIN, source: { charset: part.parameters.get("charset"), bytes: () => part.content() } };
}

/** Of a text with more blocks the rest stays as it is. */
const MOST_BLOCKS = 50;

const PLAIN: TextOrigin = { what: "text", unsafeHtml: false };

/**
 * A text with the OpenPGP blocks that stand in it. Each block is a piece of its own; what stands between them is another,
 * so that nobody takes the one for the other. Quoted blocks, and those below a forwarded mail's mark, stay as they are.
 */
export async function readText(
  reading: Reading,
  text: string,
  around: Around,
  readPart: PartReader,
  origin: TextOrigin = PLAIN,
): Promise<void> {
  let from = 0;
  const { what, unsafeHtml, fromHtml = false } = origin;
  const mark = around.forwarded ? 0 : forwardMark(text);
  const blocks = findArmored(text);
  for (const [index, block] of blocks.slice(0, MOST_BLOCKS).entries()) {
    // A signature belongs to a text before it, and stands in that block already.
    if (block.start < from || block.kind === "signature") continue;
    const armor = text.slice(block.start, block.end);
    const forwarded = block.start >= mark;
    if (block.kind !== "private-key" && (block.quoted || forwarded)) {
      if (block.kind === "message")
        reading.found.flags.add(block.quoted ? "quoted_openpgp_block" : "encrypted_in_forward");
      continue;
    }
    addText(reading, around, { what, unsafeHtml, fromHtml, text: text.slice(from, block.start) });
    from = block.end;
    await readBlock(reading, block.kind, { armor, index, of: blocks.length }, around, readPart, origin);
  }
  addText(reading, around, { what, unsafeHtml, fromHtml, text: text.slice(from) });
}

async function readBlock(
  reading: Reading,
  kind: "message" | "signed" | "public-key" | "private-key" | "signature",
  block: SignedBlock,
  around: Around,
  readPart: PartReader,
  origin: TextOrigin,
): Promise<void> {
  const { armor } = block;
  switch (kind) {
    case "message":
      return readMessageBlock(reading, armor, around, readPart, origin);
    case "signed":
      return readSignedBlock(reading, block, around, origin.source);
    case "private-key":
    case "public-key":
      return addKeyBlock(reading, kind, armor, around);
    case "signature":
      return;
  }
}

async function readMessageBlock(
  reading: Reading,
  armor: string,
  around: Around,
  readPart: PartReader,
  { what, source }: TextOrigin,
): Promise<void> {
  noteSeveral(reading);
  const opened = await openOne(reading, "inline", armorBytes(armor));
  if (!opened) return addNote(reading, around, "An OpenPGP message stood here that could not be read.");
  const inner = within(around, opened);
  if (isEntity(opened.plain)) return readPart(reading, makePart(opened.plain).root, inner);
  const text = decodeText(opened.plain, [armorCharset(armor), source?.charset]);
  return addOpenedText(reading, inner, `${what}, from an OpenPGP message in it`, text);
}

/**
 * A text that was opened, with the keys that stand in it: whoever encrypts with gpg in a terminal writes their own key below
 * their words. Other blocks in it stay as they are; nothing is opened out of what was opened.
 */
export function addOpenedText(reading: Reading, around: Around, what: string, text: string): void {
  let from = 0;
  const mark = around.forwarded ? 0 : forwardMark(text);
  for (const { kind, start, end, quoted } of findArmored(text).slice(0, MOST_BLOCKS)) {
    if (kind !== "public-key" && kind !== "private-key") continue;
    if (kind === "public-key" && (quoted || start >= mark)) continue;
    addText(reading, around, { what, unsafeHtml: false, text: text.slice(from, start) });
    addKeyBlock(reading, kind, text.slice(start, end), around);
    from = end;
  }
  addText(reading, around, { what, unsafeHtml: false, text: text.slice(from) });
}

/**
 * Armor as it was before an editor of HTML made blanks of it that do not break, a program ended its lines with CR alone, or
 * somebody indented it.
 */
function armorBytes(armor: string): Buffer {
  const lines = armor.replaceAll("\u00a0", " ").replace(/\r(?!\n)/g, "\n");
  return Buffer.from(lines.replace(/^[ \t]+/gm, ""), "utf8");
}

function addKeyBlock(reading: Reading, kind: "public-key" | "private-key", armor: string, around: Around): void {
  if (kind === "private-key") {
    reading.found.flags.add("secret_key_received");
    addNote(reading, around, "A secret key stood here. It is not shown and was not taken over.");
    return;
  }
  reading.found.keys.push({ bytes: armorBytes(armor), source: "attached", encrypted: around.encrypted });
  addNote(reading, around, "A public key stood here.");
}
