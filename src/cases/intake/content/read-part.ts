import { htmlAsText, type Mail, type Part } from "../../../mail/index.ts";
import { type Certificate, findArmored, type SignatureFact } from "../../../openpgp/index.ts";
import { decodeText, isEntity } from "./decode-text.ts";
import type { Found } from "./found.ts";
import { isQuotedInHtml, leavesOpen } from "./html-around.ts";
import { decodeHtml } from "./html-charset.ts";
import { isEncryptedFile, isOldSignedText, type Layer, layerOf } from "./layer-of.ts";
import { entityOf } from "./mail-of.ts";
import { plainText } from "./plain-text.ts";
import { isLegacyDisplay, isWrapped, withoutLegacyDisplay } from "./protected-headers.ts";
import { addAttachment, addFile, readEncryptedFile } from "./read-attachment.ts";
import { originOf, readText } from "./read-text.ts";
import {
  type Around,
  addNote,
  addText,
  mayVerify,
  noteOddities,
  notePayload,
  noteSeveral,
  noteSignatures,
  OUTSIDE,
  openOne,
  type Reading,
  type ReadingOpener,
  startReading,
  UNREADABLE_SIGNATURE,
  within,
} from "./reading.ts";
import { isSameText } from "./same-text.ts";
import { withCrLf } from "./with-crlf.ts";

/** Reads a message once, with the keys that are known by now. What came along may make a second reading wiser. */
export async function readContent(mail: Mail, opener: ReadingOpener, known: readonly Certificate[]): Promise<Found> {
  const reading = startReading(opener, known);
  noteOddities(reading, mail);
  await readPart(reading, mail.root, OUTSIDE);
  return reading.found;
}

async function readPart(reading: Reading, part: Part, around: Around): Promise<void> {
  const layer = layerOf(part);
  if (layer) return readLayer(reading, layer, around);
  notePayload(reading, part, around);
  const inside: Around = { ...around, bare: false };
  if (part.mediaType === "message/rfc822" || part.mediaType === "message/global") {
    return readForwarded(reading, part, around);
  }
  if (isUncut(part)) return readText(reading, part.text(), inside, readPart, originOf(part));
  if (part.mediaType === "multipart/alternative") return readAlternative(reading, part, inside);
  if (part.mediaType.startsWith("multipart/")) {
    const sameAs = part.mediaType === "multipart/related" ? around.sameAs : undefined;
    return readAll(reading, part.children, { ...inside, sameAs });
  }
  return readLeaf(reading, part, inside);
}

/**
 * A multipart in whose body no part begins, though no limit kept it whole: it names no boundary, or another than its own. Like
 * every other damaged type it is a text (RFC 2045, 5.2), so that somebody sees what it holds.
 */
function isUncut({ mediaType, children, parameters, body }: Part): boolean {
  if (!mediaType.startsWith("multipart/") || children.length > 0) return false;
  const boundary = parameters.get("boundary")?.trimEnd() ?? "";
  return boundary === "" || !Buffer.from(body.buffer, body.byteOffset, body.length).includes(`--${boundary}`);
}

async function readAll(reading: Reading, parts: readonly Part[], around: Around): Promise<void> {
  for (const part of parts) await readPart(reading, part, around);
}

async function readLayer(reading: Reading, layer: Layer, around: Around): Promise<void> {
  const beside: Around = { ...around, bare: false };
  switch (layer.kind) {
    case "encrypted":
      await readEncrypted(reading, layer.ciphertext, around);
      return readAll(reading, layer.beside, beside);
    case "signed":
      await readSigned(reading, layer.content, layer.signature, around);
      return readAll(reading, layer.beside, beside);
    case "smime-signed":
      reading.found.flags.add("smime_unsupported");
      reading.found.layers.push({ kind: "smime", opened: undefined });
      return readAll(reading, layer.content, beside);
    case "smime-opaque":
      reading.found.flags.add("smime_unsupported");
      if (!around.forwarded) reading.found.layers.push({ kind: "smime", opened: "not-opened" });
      return addNote(reading, around, "S/MIME data stands here, which cannot be read.");
  }
}

async function readEncrypted(reading: Reading, ciphertext: Part, around: Around): Promise<void> {
  if (around.forwarded) {
    reading.found.flags.add("encrypted_in_forward");
    return addNote(reading, around, "The forwarded mail is encrypted. It was not opened by itself.");
  }
  noteSeveral(reading);
  const opened = await openOne(reading, "pgp-mime", ciphertext.content());
  if (!opened) return addNote(reading, around, "An encrypted part stands here that was not opened.");
  const inner = within(around, opened);
  if (!beginsWithHeaders(opened.plain)) {
    return addText(reading, inner, { what: "text", text: decodeText(opened.plain) });
  }
  const entity = entityOf(opened.plain);
  noteOddities(reading, entity);
  return readPart(reading, entity.root, inner);
}

/** Some programs encrypt a bare text where RFC 3156, 4 wants an entity. An entity begins with a header or an empty line. */
function beginsWithHeaders(plain: Uint8Array): boolean {
  return isEntity(plain) || /^(?:\r?\n|[!-9;-~]+:)/.test(Buffer.from(plain.subarray(0, 1000)).toString("latin1"));
}

async function readSigned(reading: Reading, content: Part, signature: Part, around: Around): Promise<void> {
  if (around.forwarded || !mayVerify(reading, content.raw.length)) {
    return readPart(reading, content, { ...around, bare: false });
  }
  const found = await verify(reading, content.raw, signature.content());
  const signatures = found.length > 0 ? found : [UNREADABLE_SIGNATURE];
  reading.found.layers.push({ kind: "pgp-mime", opened: undefined });
  noteSignatures(reading.found, signatures);
  return readPart(reading, content, within(around, { encrypted: false, signatures }));
}

/** Over the lines as RFC 3156, 5 wants them; what was signed with other line ends still holds as it stands. */
async function verify(reading: Reading, raw: Uint8Array, signature: Uint8Array): Promise<readonly SignatureFact[]> {
  const canonical = withCrLf(raw);
  const facts = await reading.opener.verifyDetached(canonical, signature, reading.known);
  if (canonical === raw || !facts.some(({ state }) => state === "bad")) return facts;
  const asItStands = await reading.opener.verifyDetached(raw, signature, reading.known);
  return asItStands.some(({ state }) => state === "bad") ? facts : asItStands;
}

async function readForwarded(reading: Reading, part: Part, around: Around): Promise<void> {
  const [message] = part.children;
  // A message wrapped whole for its own protection (RFC 9788, 4.10) is not forwarded.
  if (message && around.bare && isWrapped(part)) {
    return readPart(reading, message, around);
  }
  const subject = message?.headers.get("subject")?.text;
  addFile(reading, around, {
    name: part.fileName ?? (subject ? `${subject.replace(/[/\\]/g, "-")}.eml` : undefined),
    mediaType: part.mediaType,
    read: () => part.content(),
  });
  if (!message) return;
  const inside: Around = { ...around, forwarded: true, bare: false, sameAs: undefined };
  const lines = ["from", "date", "subject"].flatMap((name) => {
    const header = message.headers.get(name);
    return header ? [`${name[0]?.toUpperCase()}${name.slice(1)}: ${header.text}`] : [];
  });
  addText(reading, inside, { what: "headers", text: lines.join("\n"), counts: false });
  return readPart(reading, message, inside);
}

/** One text in several forms: the plain one, and the others where they say more. */
async function readAlternative(reading: Reading, part: Part, around: Around): Promise<void> {
  const plain = part.children.find(({ mediaType, children }) => mediaType === "text/plain" && children.length === 0);
  if (plain) await readPart(reading, plain, around);
  const sameAs = plain && plainText(plain);
  for (const child of part.children) if (child !== plain) await readPart(reading, child, { ...around, sameAs });
}

/** Shown as they stand, though they are no text/*: reports of mail systems. */
const SHOWN_REPORTS = /^(?:text\/(?!html$).*|message\/(?:delivery-status|disposition-notification|feedback-report))$/;

async function readLeaf(reading: Reading, part: Part, around: Around): Promise<void> {
  if (/^message\/(?:external-body|partial)$/.test(part.mediaType)) {
    reading.found.flags.add("external_body_ignored");
    return addNote(
      reading,
      around,
      "A part names contents elsewhere, or is a piece of a larger message. It is left alone.",
    );
  }
  if (isLegacyDisplay(part) && (around.encrypted || around.signatures.length > 0)) return;
  if (isEncryptedFile(part) && !isInlineText(part)) {
    if (!around.forwarded) return readEncryptedFile(reading, part, around, readPart);
    reading.found.flags.add("encrypted_in_forward");
    return;
  }
  if (isOldSignedText(part)) return readText(reading, part.text(), around, readPart, originOf(part));
  const isShown = SHOWN_REPORTS.test(part.mediaType) || part.mediaType === "text/html";
  if (part.disposition === "attachment" || !isShown || part.fileName !== undefined) {
    if (!around.forwarded) addAttachment(reading, around, part);
    if (part.disposition === "attachment" || !isShown) return;
  }
  if (part.mediaType === "text/html") return readHtml(reading, part, around);
  if (part.mediaType === "text/plain") {
    return readText(reading, withoutLegacyDisplay(part, plainText(part)), around, readPart, originOf(part));
  }
  return addText(reading, around, { what: part.mediaType, text: part.text() });
}

/** Armor in a text is found with what stands around it; packets are no text, whatever they are called. */
function isInlineText(part: Part): boolean {
  const isText = part.mediaType.startsWith("text/") && part.disposition !== "attachment";
  return isText && (part.content()[0] ?? 0) < 0x80;
}

async function readHtml(reading: Reading, part: Part, around: Around): Promise<void> {
  const html = decodeHtml(part);
  const { remote, active, ...read } = htmlAsText(html);
  // What does not break shows like a blank, and is one to whoever looks for armor.
  const text = read.text.replaceAll("\u00a0", " ");
  const { flags } = reading.found;
  if (remote) flags.add("html_remote");
  if (active) flags.add("html_active_content");
  const unsafeHtml = remote || active || leavesOpen(html);
  const isOpenPgp = findArmored(text).some(({ kind, quoted }) => !quoted && (kind === "message" || kind === "signed"));
  if (isOpenPgp) flags.add("openpgp_in_html");
  if (around.sameAs !== undefined && isSameText(text, around.sameAs)) {
    return addText(reading, around, { what: "the same as HTML, left out", text: "", counts: false, unsafeHtml });
  }
  const what = around.sameAs === undefined ? "text made from HTML" : "the text's HTML form, which says more";
  // Nothing is opened twice: where the plain form has OpenPGP data of its own, also quoted, the other's stay as they are.
  const isTwice = isOpenPgp && around.sameAs !== undefined && findArmored(around.sameAs).length > 0;
  if (isTwice) return addText(reading, around, { what, text, unsafeHtml, fromHtml: true });
  if (isQuotedInHtml(html)) {
    flags.add("quoted_openpgp_block");
    return addText(reading, around, { what, text, unsafeHtml, fromHtml: true });
  }
  if (text.trim() === "") return addText(reading, around, { what, text: "", counts: false, unsafeHtml });
  return readText(reading, text, around, readPart, { what, unsafeHtml, fromHtml: true });
}
