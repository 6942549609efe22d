import { makePart, type Part, safeFileName } from "../../../mail/index.ts";
import { decodeText, isEntity } from "./decode-text.ts";
import type { PieceFile } from "./found.ts";
import { openedName } from "./layer-of.ts";
import { addOpenedText } from "./read-text.ts";
import { type Around, openOne, type PartReader, type Reading, within } from "./reading.ts";

/** A key file larger than this is none that somebody sends to be answered. */
const LARGEST_KEY = 1_000_000;
const KEY_BLOCK = /-----BEGIN PGP (PUBLIC|PRIVATE) KEY BLOCK-----/;
/** What mail programs call a message that was encrypted as a file. */
const MESSAGE_NAME =
  /^(?:encrypted(?:-message)?|openpgp-encrypted-message|message|msg|noname|mime-attachment|att\d+)$/i;

export interface FileSource {
  /** As given by the sender. */
  readonly name: string | undefined;
  readonly mediaType: string;
  readonly read: () => Uint8Array;
}

export function sourceOf(part: Part): FileSource {
  return { name: part.fileName, mediaType: part.mediaType, read: () => part.content() };
}

/** `isContent` is false of what only carries keys: nobody takes it for a part of the report. */
export function addFile(reading: Reading, around: Around, source: FileSource, isContent = true, secret = false): void {
  const { pieces, flags } = reading.found;
  const index = pieces.filter(({ kind }) => kind === "attachment").length + 1;
  const { name, sanitised } = safeFileName(source.name, index);
  if (sanitised) flags.add("filename_sanitised");
  const file: PieceFile = { name, mediaType: source.mediaType, secret, read: source.read };
  pieces.push({
    kind: "attachment",
    what: "attachment",
    text: "",
    file,
    encrypted: around.encrypted,
    signatures: around.signatures,
    unsafeHtml: false,
    fromHtml: false,
    counts: isContent,
  });
}

/** An attachment, and the keys that it may hold. A secret key is neither kept apart nor handed out. */
export function addAttachment(reading: Reading, around: Around, part: Part): void {
  const keys = keysIn(part);
  const secret = keys === "secret";
  if (secret) reading.found.flags.add("secret_key_received");
  else if (keys && !around.forwarded) {
    reading.found.keys.push({ bytes: part.content(), source: "attached", encrypted: around.encrypted });
  }
  addFile(reading, around, sourceOf(part), keys === undefined, secret);
}

function keysIn(part: Part): "public" | "secret" | undefined {
  if (part.body.length > 2 * LARGEST_KEY) return undefined;
  const content = part.content();
  if (content.length > LARGEST_KEY) return undefined;
  const kind = KEY_BLOCK.exec(Buffer.from(content).toString("latin1"))?.[1];
  if (kind) return kind === "PRIVATE" ? "secret" : "public";
  const isNamed = part.mediaType === "application/pgp-keys" || /\.(?:asc|gpg|pgp|key|pub)$/i.test(part.fileName ?? "");
  return isNamed ? packetKind(content[0] ?? 0) : undefined;
}

/** Public and secret key packets, in the old and the new form (RFC 9580, 4.2 and 5). */
function packetKind(first: number): "public" | "secret" | undefined {
  if (first === 0xc6 || (first >= 0x98 && first <= 0x9b)) return "public";
  if (first === 0xc5 || (first >= 0x94 && first <= 0x97)) return "secret";
  return undefined;
}

/** A file that is an OpenPGP message: opened, and called as it was before it was encrypted. */
export async function readEncryptedFile(
  reading: Reading,
  part: Part,
  around: Around,
  readPart: PartReader,
): Promise<void> {
  const opened = await openOne(reading, "inline", part.content());
  if (!opened) return addFile(reading, around, sourceOf(part), false);
  const inner = within(around, opened);
  const name = openedName(part.fileName);
  if (name !== undefined && !MESSAGE_NAME.test(name)) {
    return addFile(reading, inner, { name, mediaType: "application/octet-stream", read: () => opened.plain });
  }
  if (isEntity(opened.plain)) return readPart(reading, makePart(opened.plain).root, inner);
  return addOpenedText(reading, inner, "text, from an encrypted file", decodeText(opened.plain));
}
